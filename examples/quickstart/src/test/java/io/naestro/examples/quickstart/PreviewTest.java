package io.naestro.examples.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Json;
import org.junit.jupiter.api.Test;

class PreviewTest {
    @Test
    void cuts_what_nobody_would_read() {
        assertThat(Preview.of(Json.array(Json.of(1)))).isEqualTo("  [1]\n");
        assertThat(Preview.of(Json.object().with("a", "one\ntwo"))).isEqualTo("  a:\n    one\n    two\n");
        assertThat(Preview.of(Json.of("line\n".repeat(5_000)))).endsWith("... (35000 characters in all)\n");
    }
}
