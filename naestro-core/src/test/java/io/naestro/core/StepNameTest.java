package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StepNameTest {

    @Test
    void of_a_step_is_its_id() {
        var name = StepName.of("fetch");
        assertThat(name).isEqualTo(new StepName("fetch", StepName.WHOLE)).hasToString("fetch");
        assertThat(name.isElement()).isFalse();
    }

    @Test
    void of_an_element_has_its_number() {
        var name = StepName.of("fetch[9999]");
        assertThat(name).isEqualTo(new StepName("fetch", 9_999)).hasToString("fetch[9999]");
        assertThat(name.isElement()).isTrue();
    }
}
