package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static io.naestro.policy.Principal.by;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.Plans.Doc;
import io.naestro.goal.Budget;
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
import io.naestro.testkit.ScriptedModel;
import java.util.LinkedHashMap;
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
    void a_duty_that_the_engine_cannot_keep_denies_the_effect_and_says_why() {
        var tool = Plans.reader("read").returnsAlways(DOC);
        var why = new LinkedHashMap<Obligation, String>();
        why.put(
                new Obligation.RedactObligation(Set.of("iban")),
                "what has a label can be hidden: [internal, pii, public, secret, secrets]");
        why.put(new Obligation.SandboxObligation("container"), "tool read@1 is not declared to run under 'container'");
        why.put(new Obligation.ResidencyObligation(Residency.LOCAL), "only of models is it known where they are");
        why.put(new Obligation.RecordObligation("most"), "the levels are none, digest and full");
        why.put(
                new Obligation.ShareObligation("rule", 0.5),
                "the run has no budget to take a share of; give its plan one");
        why.forEach((duty, reason) -> {
            var policy = TestPolicy.open().obliging(duty);
            try (var naestro = world.builder()
                    .tools(tool)
                    .confined("read", "landlock")
                    .policy(policy)
                    .build()) {
                var run = naestro.start(Plans.calling(tool), ITEM);
                assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Stopped.class, stopped -> {
                    assertThat(stopped.cause()).isEqualTo(StopCause.DENIED);
                    assertThat(stopped.reason())
                            .isEqualTo("step 'one': tool read@1 was denied: this engine cannot keep " + duty
                                    + ", which rule 'rule' asks for: " + reason);
                });
                assertThat(World.events(run, RunEvent.EffectDecided.class)).hasSize(1);
                assertThat(World.events(run, RunEvent.StepIntent.class)).isEmpty();
            }
        });
        assertThat(tool.calls()).isEmpty();
    }

    @Test
    void a_tool_that_the_host_confines_and_a_record_that_is_kept_anyway_pass() {
        var tool = Plans.reader("read").returnsAlways(DOC);
        var policy = TestPolicy.open()
                .obliging(
                        new Obligation.SandboxObligation("landlock"),
                        new Obligation.RecordObligation("none"),
                        new Obligation.RecordObligation("digest"),
                        new Obligation.RecordObligation("full"));
        try (var naestro = world.builder()
                .tools(tool)
                .confined("read@1", "namespaces", "landlock")
                .policy(policy)
                .build()) {
            assertThat(world.settle(naestro.start(Plans.calling(tool), ITEM)).orThrow())
                    .isEqualTo(DOC);
        }
    }

    @Test
    void a_tool_that_is_not_there_cannot_be_confined() {
        assertThatThrownBy(() -> world.builder().confined("raed", "landlock").build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'tool:raed' is no tool or model of this instance");
    }

    @Test
    void a_share_is_a_part_of_the_budget_of_the_run_and_is_counted_over_the_rule() {
        var tool = Plans.reader("look").returnsAlways(DOC);
        var policy = TestPolicy.open().obliging(new Obligation.ShareObligation("looking", 0.5));
        var p = Plan.named("twice", 1).input(Plans.Item.class);
        var one = p.tool("one", tool, p.input());
        var two = p.tool("two", tool, p.input()).after(one);
        try (var naestro = world.builder().tools(tool).policy(policy).build()) {
            var three = Budget.UNLIMITED.withCalls(3); // half of three is one
            var run = naestro.start(p.yields(two).within(three), ITEM);
            assertThat(world.settle(run)).isInstanceOfSatisfying(RunResult.Stopped.class, stopped -> {
                assertThat(stopped.cause()).isEqualTo(StopCause.BUDGET);
                assertThat(stopped.reason()).contains("rule 'looking' (share)", "2 of 1 calls");
            });
            assertThat(World.events(run, RunEvent.StepIntent.class).getFirst().accounts())
                    .containsExactly("rule 'looking' (share)");
        }
        assertThat(tool.calls()).hasSize(1);
    }

    @Test
    void a_model_is_asked_only_at_the_place_or_nearer() {
        for (var where : Residency.values()) {
            var model =
                    ScriptedModel.named("m").card(card -> card.residency(where)).saysJson(DOC);
            var policy = TestPolicy.open().obliging(new Obligation.ResidencyObligation(Residency.ON_PREMISES));
            try (var naestro = world.builder().models(model).policy(policy).build()) {
                var result = world.settle(naestro.start(Plans.asking(), ITEM));
                if (where != Residency.CLOUD) {
                    assertThat(result.orThrow()).isEqualTo(DOC);
                    continue;
                }
                assertThat(result)
                        .isInstanceOfSatisfying(
                                RunResult.Stopped.class,
                                stopped -> assertThat(stopped.reason())
                                        .endsWith("the model is CLOUD; name the nearer places under 'residency' of the"
                                                + " rule, so that no other model is chosen"));
            }
        }
    }

    @Test
    void what_a_model_is_told_is_not_recorded_in_full() {
        var model = ScriptedModel.named("m").saysJson(DOC);
        var policy = TestPolicy.open().obliging(new Obligation.RecordObligation("full"));
        try (var naestro = world.builder().models(model).policy(policy).build()) {
            assertThat(world.settle(naestro.start(Plans.asking(), ITEM)))
                    .isInstanceOfSatisfying(
                            RunResult.Stopped.class,
                            stopped -> assertThat(stopped.reason())
                                    .endsWith("of what a model is told only a digest is recorded"));
        }
    }

    @Test
    void a_share_of_each_kind_is_rounded_down_to_what_can_be_counted() {
        assertThat(Duties.share(Budget.of(Money.eur("3")).withTokens(1001), 0.25))
                .isEqualTo(Budget.of(Money.eur("0.75")).withTokens(250));
        assertThat(Duties.share(Budget.UNLIMITED.withCalls(7), 0.5)).isEqualTo(Budget.UNLIMITED.withCalls(3));
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
