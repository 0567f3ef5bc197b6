package io.naestro.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.model.Usage;
import io.naestro.plan.Plan;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RunEventTest {
    private static final Digest VALUE = new Digest("sha256:" + "1".repeat(64));
    private static final Digest RULES = new Digest("sha256:" + "0".repeat(64));
    private static final FailureCause WHY = new FailureCause.DataCause("no such member");

    @Test
    void an_acceptance_needs_neither_goal_nor_deadline() {
        var key = new RunKey("invoice-1");
        assertThat(RunEvent.RunAccepted.of(key, Principal.HOST, Mode.AUTO, "pay@1", VALUE))
                .isEqualTo(new RunEvent.RunAccepted(
                        key, Principal.HOST, Mode.AUTO, "pay@1", null, VALUE, null, Json.object()));
    }

    @Test
    void a_decision_is_recorded_with_what_decided() {
        var decision = Decision.deny(Mode.COPILOT, "r1", "no rule", "add one", RULES);
        assertThat(RunEvent.EffectDecided.of("a", "tool t@1", VALUE, decision))
                .isEqualTo(new RunEvent.EffectDecided(
                        "a", "tool t@1", VALUE, Verdict.DENY, Mode.COPILOT, "r1", "no rule", RULES));
    }

    @Test
    void a_call_that_costs_nothing_is_told_in_few_words() {
        var end = Instant.EPOCH;
        assertThat(RunEvent.StepIntent.of("a", 1, "tool t@1", VALUE, end))
                .isEqualTo(new RunEvent.StepIntent("a", 1, "tool t@1", VALUE, "a", Spend.NOTHING, end, List.of()));
        assertThat(RunEvent.StepOutcome.of("a", 1, VALUE))
                .isEqualTo(new RunEvent.StepOutcome("a", 1, VALUE, Usage.NONE, Spend.NOTHING, Duration.ZERO));
        assertThat(RunEvent.StepFailed.of("a", 1, WHY))
                .isEqualTo(new RunEvent.StepFailed("a", 1, WHY, Spend.NOTHING, Duration.ZERO, null));
    }

    @Test
    void a_plan_may_call_no_tool() {
        assertThat(new RunEvent.PlanAdopted(1, VALUE, "why"))
                .isEqualTo(new RunEvent.PlanAdopted(1, VALUE, "why", Map.of()));
    }

    @Test
    void runs_whose_tools_have_changed_are_left_alone_unless_somebody_decides() {
        var id = RunId.of("01890a5d-ac96-774b-bcce-b302099a8057");
        var accepted = RunEvent.RunAccepted.of(new RunKey("k"), Principal.HOST, Mode.AUTO, "pay@1", VALUE);
        var run = RunSummary.of(id, accepted, Instant.EPOCH, Instant.MAX, RunSummary.State.WAITING, Spend.NOTHING);
        var p = Plan.named("pay", 1).input(Json.class);
        var tool = new Upgrades.ChangedTool(new ToolRef("pay", 1), true, List.of("a"));
        var change = new Upgrades.Change(run, p.yields(p.input()), List.of(tool));
        assertThat(Upgrades.NONE.decide(change)).isEqualTo(new Upgrades.LeaveAnswer());
    }

    @Test
    void a_summary_takes_its_words_from_the_first_event() {
        var id = RunId.of("01890a5d-ac96-774b-bcce-b302099a8057");
        var key = new RunKey("k");
        var accepted = RunEvent.RunAccepted.of(key, Principal.HOST, Mode.AUTO, "pay@1", VALUE);
        assertThat(RunSummary.of(id, accepted, Instant.EPOCH, Instant.MAX, RunSummary.State.DONE, Spend.NOTHING))
                .isEqualTo(new RunSummary(
                        id,
                        key,
                        Principal.HOST,
                        "pay@1",
                        Instant.EPOCH,
                        Instant.MAX,
                        RunSummary.State.DONE,
                        Spend.NOTHING));
    }
}
