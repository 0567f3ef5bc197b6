package io.naestro.router;

import static io.naestro.router.Models.cloud;
import static io.naestro.router.Requests.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.route.Route;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens when two threads want the same, made to happen. */
class RaceTest {

    @Test
    void who_loses_the_race_for_a_probe_goes_elsewhere() {
        var cards = List.of(cloud("a", 1).build(), cloud("b", 2).build());
        var catalog = Catalog.of(cards, id -> new Signals(id) {
            @Override
            boolean probe(long now, long deadline) {
                return !id.equals("a"); // another thread was quicker
            }
        });
        var plan = Solver.plan(1, new Learner(RouterState.EMPTY), catalog, Settings.DEFAULT);
        var ring = new Ring(1);
        var request = Requests.to(cards).request("d");
        var route = (Route) new Picker(Settings.DEFAULT, ring)
                .pick(plan, request, "d", List.of(), 0, Picker.ANY, START.toEpochMilli());
        assertThat(route.model()).isEqualTo("b");
        assertThat(Explanation.reasons(ring.find("d").orElseThrow())).containsOnlyKeys("a");
    }

    @Test
    void a_probe_is_given_once() {
        var signals = new Signals("a");
        assertThat(signals.probe(5, 9)).isTrue();
        signals.open(3, "503");
        assertThat(signals.probe(5, 9)).isTrue();
        assertThat(signals.probe(6, 10)).isFalse();
        assertThat(signals.probe(9, 10)).isTrue();
    }

    @Test
    void a_decision_that_is_being_overwritten_is_not_read() {
        var slot = new RingSlot();
        slot.begin();
        slot.decision = "d";
        assertThat(slot.read("d", slot.version())).as("half written").isEmpty();
        slot.plan = Solver.plan(
                1,
                new Learner(RouterState.EMPTY),
                Catalog.of(List.of(cloud("a", 1).build()), Signals::new),
                Settings.DEFAULT);
        slot.taskType = "memo";
        slot.end();
        var seen = slot.version();
        assertThat(slot.read("d", seen)).isPresent();
        assertThat(slot.read("e", seen)).isEmpty();
        slot.begin();
        slot.end();
        assertThat(slot.read("d", seen)).as("written meanwhile").isEmpty();
    }
}
