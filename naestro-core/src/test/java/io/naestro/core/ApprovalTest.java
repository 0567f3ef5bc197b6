package io.naestro.core;

import static io.naestro.policy.Principal.by;
import static io.naestro.policy.Principal.onBehalfOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.Digests;
import io.naestro.effect.Effect;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Grant;
import io.naestro.policy.Obligation;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs that wait for people, and what people say. */
class ApprovalTest {
    record In(int n) {}

    record Out(int n) {}

    private final World world = new World(11);
    private final ScriptedTool<In, Out> pay =
            ScriptedTool.named("pay", In.class, Out.class).answersAlways(in -> ToolResult.of(new Out(in.n())));
    private final TestPolicy policy =
            TestPolicy.of(effect -> effect instanceof Effect.ToolCall ? Verdict.ASK : Verdict.ALLOW);
    private final Naestro naestro = world.builder().tools(pay).policy(policy).build();

    /** Pays twice, the second time another amount. */
    private Plan<In, Out> twice() {
        var p = Plan.named("twice", 1).input(In.class);
        var first = p.tool("first", pay, p.input());
        var second = p.tool("second", pay, p.object(In.class, Map.of("n", p.value(World.number(9), Integer.class))))
                .after(first);
        return second.yields(second);
    }

    private Plan<In, Out> once() {
        var p = Plan.named("once", 1).input(In.class);
        var step = p.tool("pay", pay, p.input());
        return step.yields(step);
    }

    private Run<Out> start(Plan<In, Out> plan) {
        return start(plan, "k", onBehalfOf("ada"));
    }

    private Run<Out> start(Plan<In, Out> plan, String key, Principal principal) {
        var run = naestro.start(plan, new In(1), RunKey.of(key), principal);
        world.scheduler.runReady();
        return run;
    }

    private ApprovalRequest question() {
        return naestro.approvals().open("default").getFirst();
    }

    private ApprovalAnswer grant(Grant grant, Principal who) {
        var question = question();
        var answer = naestro.approvals().grant(question.id(), question.digest(), grant, who);
        world.scheduler.runReady();
        return answer;
    }

    private static void assertStopped(Run<?> run, StopCause cause, String reason) {
        assertThat(run.poll()).isInstanceOfSatisfying(RunResult.Stopped.class, stopped -> {
            assertThat(stopped.cause()).isEqualTo(cause);
            assertThat(stopped.reason()).contains(reason);
        });
    }

    @Test
    void a_call_is_made_when_a_person_agreed_to_exactly_it() {
        var run = start(once());
        assertThat(run.poll())
                .isInstanceOfSatisfying(
                        RunResult.Waiting.class,
                        waiting -> assertThat(waiting.approvals()).isEqualTo(List.of(question())));
        assertThat(question().shown())
                .isEqualTo(Json.object()
                        .with("tool", "pay@1")
                        .with("argument", Json.object().with("n", World.number(1))));
        assertThat(pay.calls()).isEmpty();
        assertThat(grant(Grant.THIS_CALL, by("bob"))).isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
        assertThat(run.poll().orThrow()).isEqualTo(new Out(1));
        assertThat(naestro.approvals().open("default")).isEmpty();
        assertThat(World.events(run, RunEvent.ApprovalAnswered.class)
                        .getFirst()
                        .receipt()
                        .approver())
                .isEqualTo(by("bob"));
    }

    @Test
    void a_refusal_stops_the_run_with_its_reason() {
        var run = start(once());
        var question = question();
        assertThat(naestro.approvals().refuse(question.id(), question.digest(), "too much", by("bob")))
                .isInstanceOf(ApprovalAnswer.RefusedAnswer.class);
        world.scheduler.runReady();
        assertStopped(run, StopCause.DENIED, "step 'pay' was refused by bob: too much");
        assertThat(pay.calls()).isEmpty();
        assertThat(naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("cem")))
                .isInstanceOf(ApprovalAnswer.UnknownAnswer.class);
    }

    @Test
    void a_question_that_nobody_answers_in_time_stops_the_run() {
        policy.obliging(new Obligation.ApproverObligation("", false, 1, Duration.ofHours(1)));
        var run = start(once());
        world.scheduler.runFor(Duration.ofMinutes(59));
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        world.scheduler.runFor(Duration.ofMinutes(2));
        assertStopped(run, StopCause.EXPIRED, "nobody answered in time: tool pay@1");
    }

    @Test
    void a_question_that_was_answered_does_not_expire() {
        policy.obliging(new Obligation.ApproverObligation("", false, 1, Duration.ofHours(1)));
        var run = start(twice());
        grant(Grant.THIS_CALL, by("bob"));
        world.scheduler.runFor(Duration.ofMinutes(59));
        assertThat(question().step()).isEqualTo("second");
        grant(Grant.THIS_CALL, by("bob"));
        assertThat(run.poll().orThrow()).isEqualTo(new Out(9));
    }

    @Test
    void two_people_must_agree_when_the_rule_says_so_and_one_person_counts_once() {
        policy.obliging(new Obligation.ApproverObligation("", true, 2, Duration.ofDays(1)));
        var run = start(once());
        assertThat(grant(Grant.THIS_CALL, by("ada"))).isInstanceOf(ApprovalAnswer.NotAuthorizedAnswer.class);
        assertThat(grant(Grant.THIS_CALL, by("bob"))).isInstanceOf(ApprovalAnswer.PartialAnswer.class);
        assertThat(grant(Grant.THIS_CALL, by("bob"))).isInstanceOf(ApprovalAnswer.PartialAnswer.class);
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        assertThat(grant(Grant.THIS_CALL, by("cem"))).isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
        assertThat(run.poll().orThrow()).isEqualTo(new Out(1));
    }

    @Test
    void an_answer_to_something_else_than_what_is_asked_does_not_count() {
        var run = start(once());
        var other = Digests.of("other/v1", Json.NULL);
        assertThat(naestro.approvals().grant(question().id(), other, Grant.THIS_CALL, by("bob")))
                .isEqualTo(new ApprovalAnswer.StaleAnswer(question().digest(), "it is not the action that was seen"));
        assertThat(naestro.approvals().grant("none", other, Grant.THIS_CALL, by("bob")))
                .isInstanceOf(ApprovalAnswer.UnknownAnswer.class);
        world.scheduler.runReady();
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
    }

    @Test
    void an_agreement_for_this_call_does_not_cover_the_next_call() {
        start(twice());
        grant(Grant.THIS_CALL, by("bob"));
        assertThat(question().step()).isEqualTo("second");
    }

    @Test
    void an_agreement_for_this_run_covers_the_next_call_of_the_same_rule_and_tool() {
        var run = start(twice());
        grant(Grant.THIS_RUN, by("bob"));
        assertThat(run.poll().orThrow()).isEqualTo(new Out(9));
        start(twice(), "another", onBehalfOf("ada"));
        assertThat(naestro.approvals().open("default")).as("but no other run").hasSize(1);
    }

    @Test
    void an_agreement_until_a_moment_counts_only_until_then() {
        var run = start(twice());
        assertThat(grant(new Grant(Grant.Scope.RUN, world.time.now()), by("bob")))
                .as("the moment has passed already")
                .isInstanceOf(ApprovalAnswer.NotAuthorizedAnswer.class);
        grant(new Grant(Grant.Scope.RUN, world.time.now().plusSeconds(1)), by("cem"));
        assertThat(run.poll().orThrow()).isEqualTo(new Out(9));
    }

    @Test
    void tenants_do_not_see_each_others_questions_and_keys() {
        var acme = onBehalfOf("ada").of("acme");
        var ours = start(once(), "k", onBehalfOf("ada"));
        var theirs = start(once(), "k", acme);
        assertThat(theirs.id()).isNotEqualTo(ours.id());
        assertThat(naestro.approvals().open("acme"))
                .extracting(ApprovalRequest::run)
                .containsExactly(theirs.id());
        assertThat(naestro.approvals().open("default"))
                .extracting(ApprovalRequest::run)
                .containsExactly(ours.id());
        assertThat(naestro.approvals().open("nobody")).isEmpty();
        assertThat(naestro.runs().find("acme", RunKey.of("k")).orElseThrow().id())
                .isEqualTo(theirs.id());
        assertThat(naestro.runs().find("nobody", RunKey.of("k"))).isEmpty();
        assertThat(grant(Grant.THIS_CALL, by("bob").of("acme"))).isInstanceOf(ApprovalAnswer.UnknownAnswer.class);
        assertThat(ours.poll()).isInstanceOf(RunResult.Waiting.class);
    }

    @Test
    void questions_stand_in_the_order_in_which_they_were_asked() {
        var first = start(once(), "a", onBehalfOf("ada"));
        world.time.advance(Duration.ofSeconds(1));
        var second = start(once(), "b", onBehalfOf("ada"));
        assertThat(naestro.approvals().open("default"))
                .extracting(ApprovalRequest::run)
                .containsExactly(first.id(), second.id());
    }
}
