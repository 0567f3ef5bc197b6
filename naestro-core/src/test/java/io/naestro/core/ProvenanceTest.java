package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.json.Pointer;
import io.naestro.plan.Plan;
import io.naestro.policy.Verdict;
import io.naestro.run.RunEvent;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.ArgumentRole;
import io.naestro.tool.Repeat;
import java.util.ArrayList;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Where a value came from stays with it, up to the policy and the person who is asked. */
class ProvenanceTest {
    record Query(String text) {}

    record Page(String link) {}

    record Mail(String to, String text) {}

    @Test
    void a_value_of_a_third_party_in_a_destination_is_seen_by_the_policy_and_by_the_person_who_is_asked() {
        var world = new World(17);
        var fetch = ScriptedTool.named("fetch", Query.class, Page.class)
                .repeat(Repeat.PURE)
                .contract(contract -> contract.origin("", Origin.UNKNOWN))
                .returnsAlways(new Page("eve@example.com"));
        var send = ScriptedTool.named("send", Mail.class, Page.class)
                .contract(contract -> contract.argument("/to", ArgumentRole.DESTINATION));
        var sends = new ArrayList<Effect.ToolCall>();
        var policy = TestPolicy.of(effect -> {
            if (effect instanceof Effect.ToolCall call && call.contract().name().equals("send")) {
                sends.add(call);
                return Verdict.ASK;
            }
            return Verdict.ALLOW;
        });
        var naestro = world.builder().tools(fetch, send).policy(policy).build();
        var p = Plan.named("leak", 1).input(Query.class);
        var page = p.tool("fetch", fetch, p.input());
        var sent = p.tool(
                "send",
                send,
                p.object(Mail.class, Map.of("to", page.at("/link", String.class), "text", p.value("hi"))));
        var run = naestro.start(sent.yields(sent), new Query("q"));
        world.scheduler.runReady();
        assertThat(sends).isNotEmpty();
        var input = sends.getFirst().input();
        assertThat(sends.getFirst().contract().argumentRoles())
                .containsEntry(Pointer.of("/to"), ArgumentRole.DESTINATION);
        assertThat(input.at(Pointer.of("/to")).orElseThrow().worst().source()).isEqualTo(Origin.Source.THIRD_PARTY);
        assertThat(input.at(Pointer.of("/text")).orElseThrow().worst().source())
                .isNotEqualTo(Origin.Source.THIRD_PARTY);
        assertThat(World.events(run, RunEvent.ApprovalAsked.class)
                        .getFirst()
                        .request()
                        .risks())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("/to")
                .contains("third party");
    }
}
