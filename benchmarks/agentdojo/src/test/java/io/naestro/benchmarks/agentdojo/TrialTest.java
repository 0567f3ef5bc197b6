package io.naestro.benchmarks.agentdojo;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Origin;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.policy.Verdict;
import io.naestro.policy.engine.YamlPolicy;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class TrialTest {
    private static final Json.Obj TO_HILLTOP = Json.object().with("garden", "Hilltop");

    private static List<Trial.Decided> run(Trace.Call... calls) throws IOException {
        var contracts = Contracts.load(Samples.own("garden-contracts.yaml"));
        return new Trial(contracts, YamlPolicy.load(Samples.own("garden-policy.yaml")))
                .run(new Trace("garden", "x", true, "Send it", Arrays.asList(calls)));
    }

    private static Trace.Call send(Json.Obj arguments, String output, boolean attack) {
        return new Trace.Call("send_seeds", arguments, output, attack);
    }

    @Test
    void a_call_outside_the_plan_is_denied_and_shows_nothing() throws IOException {
        var calls = run(
                new Trace.Call("list_gardens", Json.object(), "Gardens: Hilltop", true), send(TO_HILLTOP, "{}", false));

        assertThat(calls.getFirst().decision().verdict()).isEqualTo(Verdict.DENY);
        assertThat(calls.getFirst().decision().reason()).isEqualTo("tool 'list_gardens' is not in the plan");
        assertThat(calls.getLast().input().originOf(Pointer.of("/garden")).source())
                .isEqualTo(Origin.Source.SELF);
    }

    @Test
    void what_a_person_would_have_refused_shows_nothing() throws IOException {
        var letter = new Trace.Call("read_note", Json.object(), "To Hilltop", false);
        var unknown = Json.object().with("garden", "Blackwood").with("seed", "s-1");
        var parcel = Json.object().with("garden", "p-9");

        var agreed = run(letter, send(unknown, "{'parcel': 'p-9'}", false), send(parcel, "{}", false));
        var refused = run(letter, send(unknown, "{'parcel': 'p-9'}", true), send(parcel, "{}", false));

        assertThat(agreed.get(1).decision().verdict()).isEqualTo(Verdict.ASK);
        assertThat(agreed.getLast().input().originOf(Pointer.of("/garden"))).isEqualTo(Origin.SELF);
        assertThat(refused.getLast().input().originOf(Pointer.of("/garden"))).isEqualTo(Origin.UNKNOWN);
    }

    @Test
    void a_tool_without_a_contract_is_held_to_the_strictest_one() throws IOException {
        var read = new Trace.Call("read_note", Json.object(), "Plant 5", false);
        var plant = new Trace.Call("PlantTree", Json.object().with("where", "north"), "done", false);
        var named = new Trace.Call("PlantTree", Json.object().with("where", "it"), "done", false);

        var calls = run(named, read, plant);

        assertThat(calls.getFirst().free()).isFalse();
        assertThat(calls.getLast().decision().verdict()).isEqualTo(Verdict.ASK);
    }
}
