package io.naestro.providers.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Json;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FieldsTest {
    private static final Json.Obj SENT = Json.object()
            .with("object", Json.object().with("a", 1))
            .with("list", Json.array(Json.of(1)))
            .with("text", "a")
            .with("count", 7)
            .with("less", -1)
            .with("half", Json.of(0.5))
            .with("most", Json.of(new BigDecimal("1e12")))
            .with("more", Json.of(new BigDecimal("1000000000001")));

    @Test
    void what_is_of_the_type_is_read() {
        assertThat(Fields.object(SENT, "object")).isEqualTo(Json.object().with("a", 1));
        assertThat(Fields.list(SENT, "list")).isEqualTo(Json.array(Json.of(1)));
        assertThat(Fields.text(SENT, "text")).isEqualTo("a");
        assertThat(Fields.count(SENT, "count")).isEqualTo(7);
        assertThat(Fields.count(SENT, "most")).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void what_is_absent_or_of_another_type_is_empty() {
        for (var name : new String[] {"none", "text"}) {
            assertThat(Fields.object(SENT, name)).isEqualTo(Json.Obj.EMPTY);
            assertThat(Fields.list(SENT, name)).isEqualTo(Json.Arr.EMPTY);
            assertThat(Fields.count(SENT, name)).isZero();
        }
        assertThat(Fields.text(SENT, "count")).isEmpty();
        for (var name : new String[] {"less", "half", "more"}) {
            assertThat(Fields.count(SENT, name)).as(name).isZero();
        }
    }

    @Test
    void the_clock_runs() {
        assertThat(SystemTime.INSTANCE.now()).isAfter(Instant.EPOCH);
        assertThat(SystemTime.INSTANCE.nanos()).isNotEqualTo(SystemTime.INSTANCE.nanos() + 1);
    }
}
