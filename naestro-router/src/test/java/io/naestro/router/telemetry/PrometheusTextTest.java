package io.naestro.router.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.router.telemetry.PrometheusText.Series;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusTextTest {
    private static Map<String, Series> read(String text) {
        return PrometheusText.read(text.getBytes(UTF_8), Set.of("a_b", "c"));
    }

    @Test
    void adds_up_the_series_of_each_wanted_name() {
        var found = read("""
                # HELP a:b what it is
                # TYPE a:b gauge
                a:b{engine="0",model_name="m"} 3.0
                a:b{engine="1",model_name="m"} 1.5
                c 1e+06
                other 7
                """);

        assertThat(found).isEqualTo(Map.of("a_b", new Series(4.5, 2), "c", new Series(1_000_000, 1)));
        assertThat(found.get("a_b").mean()).isEqualTo(2.25);
    }

    @Test
    void steps_over_braces_quotes_and_escapes_inside_labels() {
        assertThat(read("a_b{x=\"}\",y=\"\\\"} 9\",z=\"\\\\\"} 4")).containsOnly(Map.entry("a_b", new Series(4, 1)));
    }

    @Test
    void leaves_timestamps_and_exemplars() {
        assertThat(read("a_b 4 1395066363000\r\nc{le=\"1\"}\t5 # {trace=\"x\"} 0.6"))
                .containsOnly(Map.entry("a_b", new Series(4, 1)), Map.entry("c", new Series(5, 1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c",
                "c ",
                "c{",
                "c{x=\"1\"",
                "c{x=\"1} 4",
                "c NaN",
                "c +Inf",
                "c -1",
                "c four",
                "c{} ",
                "",
                " c 4",
                "c 00000000000000000000000000000000000000000000x",
                "c 1e999"
            })
    void skips_a_line_that_makes_no_sense_and_reads_the_next(String line) {
        assertThat(read(line + "\na_b 1")).containsOnly(Map.entry("a_b", new Series(1, 1)));
    }

    @Test
    void reads_no_more_than_so_many_lines() {
        assertThat(read("c 1\n".repeat(100_001))).containsOnly(Map.entry("c", new Series(100_000, 100_000)));
    }

    @Property(tries = 500)
    void survives_whatever_bytes_come(@ForAll @Size(max = 300) byte[] bytes) {
        assertThat(PrometheusText.read(bytes, Set.of("a_b", "c")).keySet()).isSubsetOf("a_b", "c");
    }

    @Property(tries = 500)
    void reads_the_value_behind_any_label(
            @ForAll @StringLength(max = 40) String label, @ForAll @DoubleRange(max = 1e12) double value) {
        var escaped = label.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\R", "\\\\n");

        assertThat(read("c{l=\"" + escaped + "\"} " + value)).containsOnly(Map.entry("c", new Series(value, 1)));
    }

    @Property(tries = 500)
    void survives_whatever_follows_a_name(@ForAll @StringLength(max = 60) String rest) {
        assertThat(read("c" + rest).values()).allSatisfy(series -> {
            assertThat(series.sum()).isFinite().isNotNegative();
            assertThat(series.count()).isPositive();
        });
    }
}
