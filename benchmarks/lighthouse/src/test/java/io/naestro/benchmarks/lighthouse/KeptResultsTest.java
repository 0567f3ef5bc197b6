package io.naestro.benchmarks.lighthouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Naestro beside what Lighthouse 12.8.2 said of pages with one fault each, and of robots.txt files; kept as JSON. */
class KeptResultsTest {
    private static final Path SITES = Path.of("src/test/resources/io/naestro/benchmarks/lighthouse");

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @TempDir
    Path folder;

    static List<String> sites() throws IOException {
        try (var folders = Files.list(SITES)) {
            return folders.filter(Files::isDirectory)
                    .map(path -> Objects.toString(path.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("sites")
    void differs_only_where_the_reason_is_known(String site) throws IOException, InterruptedException {
        Files.copy(SITES.resolve(site + ".jsonl"), folder.resolve("kept.jsonl"));
        assertThat(run(
                        SITES.resolve(site).toString(),
                        "--kept",
                        folder.toString(),
                        "--listed",
                        SITES.resolve("listed.tsv").toString()))
                .isZero();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("Not explained, 0");
    }

    @Test
    void a_difference_that_nobody_explained_fails_the_comparison() throws IOException, InterruptedException {
        var kept = Files.readString(SITES.resolve("fine.jsonl"));
        Files.writeString(folder.resolve("kept.jsonl"), kept.replace("\"score\":1", "\"score\":0"));

        assertThat(run(SITES.resolve("fine").toString(), "--kept", folder.toString()))
                .isEqualTo(LighthouseComparison.DIFFERENT);
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("robots-txt /index.html: only Lighthouse fails");
    }

    @Test
    void arguments_that_mean_nothing_are_refused() throws IOException, InterruptedException {
        assertThat(run()).isEqualTo(LighthouseComparison.IMPOSSIBLE);
        assertThat(run("site", "--what", "x")).isEqualTo(LighthouseComparison.IMPOSSIBLE);
    }

    @Test
    void a_crawl_finds_the_pages_of_a_site() throws IOException {
        var server = LighthouseComparison.serve(SITES.resolve("faults"));
        var first = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/text-area.html");
        try (var naestro = new Naestros(first, folder)) {
            assertThat(naestro.crawl(first, 100)).contains(first, first.resolve("/clean.html"));
        } finally {
            server.stop(0);
        }
    }

    private int run(String... arguments) throws IOException, InterruptedException {
        return LighthouseComparison.run(new PrintStream(printed, true, StandardCharsets.UTF_8), arguments);
    }
}
