package io.naestro.base;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Pointer;
import org.junit.jupiter.api.Test;

class LocatedTest {
    @Test
    void refuses_a_place_that_does_not_exist() {
        var located = JsonText.locate("f", "{\"a\":1}", Limits.FILE);
        assertThat(located.refuse(Pointer.of("/b"), "is wanted")).hasMessage("f:1:1 /b: 'null' is wanted");
    }
}
