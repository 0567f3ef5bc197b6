package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static io.naestro.policy.Principal.by;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.Plans.Doc;
import io.naestro.goal.Money;
import io.naestro.model.Residency;
import io.naestro.plan.Plan;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Grant;
import io.naestro.policy.Obligation;
import io.naestro.policy.Rate;
import io.naestro.policy.Verdict;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ObligationTest {
    private final World world = new World(1);

    @Test
    void a_result_larger_than_the_rule_allows_is_dropped() {
        // {"text":"123"} has 14 bytes in UTF-8, and each ä has two
        var policy = TestPolicy.open().obliging(new Obligation.SizeObligation(14));
        var tool = Plans.reader("read").returns(new Doc("123")).returns(new Doc("12ä"));
        try (var naestro = world.builder().tools(tool).policy(policy).build()) {
            var fits = world.settle(naestro.start(Plans.calling(tool), ITEM));
            assertThat(fits.orThrow()).isEqualTo(new Doc("123"));
            var tooLarge = world.settle(naestro.start(Plans.calling(tool), ITEM));
            assertThat(tooLarge)
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.cause().message())
                                    .isEqualTo("tool read@1: TOO_LARGE, the result is larger than allowed"));
            assertThat(tooLarge.spent().calls()).isEqualTo(1);
        }
    }

    @Test
    void a_duty_that_the_engine_cannot_keep_denies_the_effect() {
        var tool = Plans.reader("read").returnsAlways(DOC);
        for (var duty : List.of(
                new Obligation.RedactObligation(Set.of("iban")),
                new Obligation.SandboxObligation("container"),
                new Obligation.ResidencyObligation(Residency.LOCAL),
                new Obligation.RecordObligation("full"),
                new Obligation.ShareObligation("rule", 0.5))) {
            var policy = TestPolicy.open().obliging(duty);
            try (var naestro = world.builder().tools(tool).policy(policy).build()) {
                var run = naestro.start(Plans.calling(tool), ITEM);
                assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Stopped.class, stopped -> {
                    assertThat(stopped.cause()).isEqualTo(StopCause.DENIED);
                    assertThat(stopped.reason())
                            .isEqualTo("step 'one': tool read@1 was denied: this engine cannot keep " + duty
                                    + ", which rule 'rule' asks for");
                });
                assertThat(World.events(run, RunEvent.EffectDecided.class)).hasSize(1);
                assertThat(World.events(run, RunEvent.StepIntent.class)).isEmpty();
            }
        }
        assertThat(tool.calls()).isEmpty();
    }

    @Test
    void a_denial_says_why_and_what_would_help() {
        var tool = Plans.reader("read").returnsAlways(DOC);
        try (var naestro = world.builder()
                .tools(tool)
                .policy(TestPolicy.of(effect -> Verdict.DENY))
                .build()) {
            var run = naestro.start(Plans.calling(tool), ITEM);
            assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Stopped.class, stopped -> {
                assertThat(stopped.cause()).isEqualTo(StopCause.DENIED);
                assertThat(stopped.reason())
                        .isEqualTo("step 'one': tool read@1 was denied: the test says so;"
                                + " this would allow it: ask the test");
            });
            assertThat(World.events(run, RunEvent.EffectDecided.class))
                    .extracting(RunEvent.EffectDecided::verdict)
                    .containsExactly(Verdict.DENY);
        }
    }

    @Test
    void a_policy_that_fails_denies() {
        var tool = Plans.reader("read").returnsAlways(DOC);
        var policy = TestPolicy.of(effect -> {
            throw new IllegalStateException("no rules");
        });
        try (var naestro = world.builder().tools(tool).policy(policy).build()) {
            var result = world.settle(naestro.start(Plans.calling(tool), ITEM));
            assertThat(result)
                    .isInstanceOfSatisfying(
                            RunResult.Stopped.class,
                            stopped -> assertThat(stopped.reason())
                                    .isEqualTo("step 'one': tool read@1 was denied: "
                                            + "the policy failed: IllegalStateException: no rules"));
        }
    }

    @Test
    void the_rule_says_how_many_must_agree_and_until_when() {
        var tool = Plans.actor("send").returns(DOC);
        var policy = TestPolicy.of(effect -> Verdict.ASK)
                .obliging(new Obligation.ApproverObligation("boss", true, 2, ofHours(3)));
        try (var naestro = world.builder().tools(tool).policy(policy).build()) {
            var run = naestro.start(Plans.calling(tool), ITEM);
            assertThat(waiting(run)).isTrue();
            var question = question(naestro);
            assertThat(question.expires()).isEqualTo(question.asked().plus(ofHours(3)));
            assertThat(question.title()).isEqualTo("tool send@1");
            assertThat(naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob")))
                    .isInstanceOf(ApprovalAnswer.NotAuthorizedAnswer.class);
            assertThat(naestro.approvals()
                            .grant(
                                    question.id(),
                                    question.digest(),
                                    Grant.THIS_CALL,
                                    by("bob").with("boss")))
                    .isInstanceOf(ApprovalAnswer.PartialAnswer.class);
            assertThat(waiting(run)).isTrue();
            assertThat(naestro.approvals()
                            .grant(
                                    question.id(),
                                    question.digest(),
                                    Grant.THIS_CALL,
                                    by("eve").with("boss")))
                    .isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(tool.calls()).hasSize(1);
        }
    }

    @Test
    void a_question_that_nobody_answers_in_time_ends_the_run() {
        var tool = Plans.actor("send").returns(DOC);
        var policy = TestPolicy.of(effect -> Verdict.ASK)
                .obliging(new Obligation.ApproverObligation("", false, 1, ofHours(3)));
        try (var naestro = world.builder().tools(tool).policy(policy).build()) {
            var start = world.time.now();
            var result = world.settle(naestro.start(Plans.calling(tool), ITEM));
            assertThat(result).isInstanceOfSatisfying(RunResult.Stopped.class, stopped -> {
                assertThat(stopped.cause()).isEqualTo(StopCause.EXPIRED);
                assertThat(stopped.reason()).isEqualTo("nobody answered in time: tool send@1");
            });
            assertThat(world.time.now()).isEqualTo(start.plus(ofHours(3)));
            assertThat(tool.calls()).isEmpty();
        }
    }

    private boolean waiting(Run<?> run) {
        world.scheduler.runReady();
        return run.poll() instanceof RunResult.Waiting;
    }

    private static ApprovalRequest question(Naestro naestro) {
        return naestro.approvals().open("default").getFirst();
    }

    @Test
    void a_cost_limit_goes_on_where_the_last_process_stopped_counting() {
        var journal = new SharedJournal();
        var tool = Plans.reader("buy")
                .contract(contract -> contract.cost(Money.eur("2")))
                .returnsAlways(DOC);
        var policy = TestPolicy.open().obliging(new Obligation.CostObligation("shopping", Money.eur("3")));
        var p = Plan.named("shop", 1).input(Plans.Item.class);
        var one = p.tool("one", tool, p.input());
        var pause = p.approval("pause", one);
        var two = p.tool("two", tool, p.input()).after(pause);
        var first = world.builder().journal(journal).tools(tool).policy(policy).build();
        var begun = first.start(p.yields(two), ITEM, RunKey.of("k"), by("ada"));
        world.scheduler.runReady();
        assertThat(World.events(begun, RunEvent.StepIntent.class).getFirst().accounts())
                .containsExactly("rule 'shopping'");
        first.close();
        try (var second =
                world.builder().journal(journal).tools(tool).policy(policy).build()) {
            var question = question(second);
            second.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
            var run = second.start(p.yields(two), ITEM, RunKey.of("k"), by("ada"));
            assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Stopped.class, stopped -> {
                assertThat(stopped.cause()).isEqualTo(StopCause.BUDGET);
                assertThat(stopped.reason()).contains("rule 'shopping'");
            });
        }
        assertThat(tool.calls()).hasSize(1);
    }

    @Test
    void a_rate_is_counted_over_all_runs_of_a_tenant_and_of_no_other() {
        var tool = Plans.reader("look").returnsAlways(DOC);
        var policy = TestPolicy.open().obliging(new Obligation.RateObligation("rule:look", Rate.perMinute(2)));
        try (var naestro = world.builder().tools(tool).policy(policy).build()) {
            for (int i = 0; i < 2; i++) {
                assertThat(look(naestro, tool, "ours-" + i, "default")).isInstanceOf(RunResult.Done.class);
            }
            assertThat(look(naestro, tool, "ours-2", "default")).isInstanceOf(RunResult.Running.class);
            assertThat(look(naestro, tool, "theirs", "acme")).isInstanceOf(RunResult.Done.class);
        }
        assertThat(tool.calls()).hasSize(3);
    }

    private RunResult<Doc> look(
            Naestro naestro, io.naestro.tool.Tool<Plans.Item, Doc> tool, String key, String tenant) {
        var run = naestro.start(
                Plans.calling(tool), ITEM, RunKey.of(key), by("ada").of(tenant));
        world.scheduler.runReady();
        return run.poll();
    }
}
