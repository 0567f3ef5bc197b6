package io.naestro.core.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Json;
import org.junit.jupiter.api.Test;

class SoundSchemasTest {
    private static Json.Obj titled(String title) {
        return Json.object().with("title", title);
    }

    @Test
    void forgets_the_schema_that_was_not_used_for_longest_and_never_takes_large_ones() {
        var sound = new SoundSchemas(2, 30);
        sound.add(titled("a"));
        sound.add(titled("b"));
        sound.add(titled("large".repeat(10)));

        assertThat(sound.contains(titled("a"))).isTrue();
        sound.add(titled("c"));

        assertThat(sound.contains(titled("a"))).isTrue();
        assertThat(sound.contains(titled("b"))).isFalse();
        assertThat(sound.contains(titled("c"))).isTrue();
        assertThat(sound.contains(titled("large".repeat(10)))).isFalse();
    }
}
