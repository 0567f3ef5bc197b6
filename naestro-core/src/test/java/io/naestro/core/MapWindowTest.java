package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which elements of a map step are started, and by whom. */
class MapWindowTest {
    @Test
    void an_element_that_another_process_began_is_not_started_beside_itself() {
        var window = new MapWindow(3);
        var asked = Cells.ready(4).with(0, Cells.ready(4).get(0).asked());
        window.recount(asked);
        var agreed = asked.with(0, asked.get(0).agreed()); // and started by whoever heard the answer
        assertThat(window.fill(agreed)).containsExactly(1, 2);
        window.close();
        assertThat(window.fill(agreed)).containsExactly(3);
    }
}
