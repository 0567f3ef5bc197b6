package io.naestro.core;

import static io.naestro.policy.Principal.by;
import static io.naestro.policy.Principal.onBehalfOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.ChangingPolicy.Rules;
import io.naestro.core.Plans.Doc;
import io.naestro.core.Plans.Item;
import io.naestro.core.journal.FileJournal;
import io.naestro.effect.Origin;
import io.naestro.plan.Plan;
import io.naestro.policy.Approval;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.Grant;
import io.naestro.policy.Obligation.ApproverObligation;
import io.naestro.policy.Principal;
import io.naestro.policy.StandingGrant;
import io.naestro.policy.Verdict;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolResult;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Agreements for more than one call: how far they reach, and how they end. */
class StandingGrantTest {
    private static final Principal ADA = onBehalfOf("ada");
    private static final Principal BOB = by("bob");
    private static final ApproverObligation ANYBODY = new ApproverObligation("", false, 1, Duration.ofDays(90));
    private static final Rules RULES = new Rules("1", Verdict.ASK, "pay", ANYBODY);
    private static final Doc DONE = new Doc("done");

    @TempDir
    private Path folder;

    private final World world = new World(8);
    private final ChangingPolicy policy = new ChangingPolicy(RULES);
    private final ScriptedTool<Item, Doc> pay = Plans.actor("pay").answersAlways(item -> ToolResult.of(DONE));
    private final ScriptedTool<Item, Doc> mail = Plans.actor("mail").answersAlways(item -> ToolResult.of(DONE));
    private final ScriptedTool<Item, Item> fetch = ScriptedTool.named("fetch", Item.class, Item.class)
            .repeat(Repeat.PURE)
            .contract(contract -> contract.origin("", Origin.UNKNOWN))
            .answersAlways(ToolResult::of);
    private Naestro naestro;
    private int runs;

    private void open() {
        naestro = world.builder()
                .journal(FileJournal.at(folder))
                .policy(policy)
                .tools(pay, mail, fetch)
                .build();
    }

    private void reopen() {
        naestro.close();
        open();
    }

    @AfterEach
    void close() {
        naestro.close();
    }

    private Run<Doc> start(Plan<Item, Doc> plan, Principal principal) {
        var run = naestro.start(plan, Plans.ITEM, RunKey.of("k-" + runs++), principal);
        world.scheduler.runReady();
        return run;
    }

    private boolean asks(Plan<Item, Doc> plan, Principal principal) {
        var result = start(plan, principal).poll();
        if (result instanceof RunResult.Waiting) {
            return true;
        }
        assertThat(result.orThrow()).isEqualTo(DONE);
        return false;
    }

    private boolean asks() {
        return asks(Plans.calling(pay), ADA);
    }

    private Instant in(Duration time) {
        return world.time.now().plus(time);
    }

    private ApprovalRequest grant(Grant grant, Principal who) {
        var question = naestro.approvals().open("default").getFirst();
        assertThat(naestro.approvals().grant(question.id(), question.digest(), grant, who))
                .isInstanceOfAny(ApprovalAnswer.GrantedAnswer.class, ApprovalAnswer.PartialAnswer.class);
        world.scheduler.runReady();
        return question;
    }

    private ApprovalRequest granted(Grant grant) {
        open();
        assertThat(asks()).isTrue();
        return grant(grant, BOB);
    }

    @Test
    void one_until_a_date_covers_other_runs_and_other_processes_until_then() {
        var id = granted(Grant.until(in(Duration.ofDays(2)))).id();
        assertThat(asks()).isFalse();
        reopen();
        assertThat(asks()).isFalse();
        var run = start(Plans.calling(pay), ADA);
        assertThat(World.events(run, RunEvent.ApprovalAsked.class)).isEmpty();
        assertThat(World.events(run, RunEvent.EffectDecided.class).getFirst().reason())
                .as("the journal names the agreement")
                .endsWith("(agreed to in " + id + ")");
        world.time.advance(Duration.ofDays(2));
        assertThat(naestro.approvals().grants("default")).isEmpty();
        assertThat(asks()).isTrue();
    }

    @Test
    void one_until_a_date_covers_no_other_tool_person_tenant_or_rule() {
        granted(Grant.until(in(Duration.ofDays(2))));
        assertThat(asks(Plans.calling(mail), ADA)).isTrue();
        assertThat(asks(Plans.calling(pay), onBehalfOf("eve"))).isTrue();
        assertThat(asks(Plans.calling(pay), ADA.of("acme"))).isTrue();
        policy.replace(new Rules("1", Verdict.ASK, "pay-abroad", ANYBODY));
        assertThat(asks()).isTrue();
    }

    @Test
    void one_until_a_date_ends_when_the_rules_change() {
        granted(Grant.until(in(Duration.ofDays(2))));
        policy.replace(new Rules("2", Verdict.ASK, "pay", ANYBODY));
        assertThat(asks()).isTrue();
    }

    @Test
    void one_that_was_given_for_the_users_own_words_does_not_cover_those_of_a_third_party() {
        granted(Grant.until(in(Duration.ofDays(2))));
        policy.replace(RULES);
        var p = Plan.named("injected", 1).input(Item.class);
        var page = p.tool("page", fetch, p.input());
        var paid = p.tool("pay", pay, page);
        var run = start(p.yields(paid), ADA);
        var fetching = naestro.approvals().open("default").getFirst();
        assertThat(fetching.title()).isEqualTo("tool fetch@1");
        grant(Grant.THIS_CALL, BOB);
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        var paying = naestro.approvals().open("default").getFirst();
        assertThat(paying.title()).isEqualTo("tool pay@1");
        assertThat(paying.risks()).isNotEmpty().allMatch(risk -> risk.contains("third party"));
    }

    @Test
    void one_for_the_run_is_listed_until_the_run_ends() {
        open();
        var run = start(Plans.calling(pay, mail), ADA);
        var question = grant(Grant.THIS_RUN, BOB);
        assertThat(naestro.approvals().grants("default"))
                .containsExactly(new StandingGrant(
                        question.id(),
                        Grant.THIS_RUN,
                        ADA,
                        List.of(BOB),
                        world.time.now(),
                        "pay",
                        "tool pay@1",
                        run.id(),
                        RULES.digest()));
        assertThat(naestro.approvals().grants("acme")).isEmpty();
        grant(Grant.THIS_CALL, BOB);
        assertThat(run.poll().orThrow()).isEqualTo(DONE);
        assertThat(naestro.approvals().grants("default")).isEmpty();
        assertThat(naestro.approvals().revoke(question.id(), "late", BOB)).isFalse();
    }

    @Test
    void one_that_is_revoked_covers_nothing_any_more_even_after_its_run_and_its_process_ended() {
        var id = granted(Grant.until(in(Duration.ofDays(2)))).id();
        assertThat(asks()).isFalse();
        reopen();
        assertThat(naestro.approvals().grants("default"))
                .extracting(StandingGrant::id)
                .containsExactly(id);
        assertThat(naestro.approvals().revoke(id, "left", BOB.of("acme"))).isFalse();
        assertThat(naestro.approvals().revoke(id, "left", BOB)).isTrue();
        assertThat(naestro.approvals().revoke(id, "left", BOB))
                .as("it is gone already")
                .isFalse();
        assertThat(naestro.approvals().grants("default")).isEmpty();
        assertThat(asks()).isTrue();
        reopen();
        assertThat(asks()).isTrue();
        var approval = naestro.approvals().find("default", id).orElseThrow();
        assertThat(approval.state()).isEqualTo(Approval.State.REVOKED);
        assertThat(naestro.runs()
                        .events(approval.request().run(), 0, 100)
                        .getLast()
                        .event())
                .isEqualTo(new RunEvent.GrantRevoked(id, BOB, "left"));
    }

    @Test
    void one_for_a_single_call_is_neither_listed_nor_revoked() {
        var id = granted(Grant.THIS_CALL).id();
        assertThat(naestro.approvals().grants("default")).isEmpty();
        assertThat(naestro.approvals().revoke(id, "", BOB)).isFalse();
        assertThat(naestro.approvals().revoke("none", "", BOB)).isFalse();
        assertThat(asks()).isTrue();
    }

    @Test
    void one_of_two_people_reaches_as_far_as_the_narrower_of_them_wants() {
        policy.replace(new Rules("1", Verdict.ASK, "pay", new ApproverObligation("", false, 2, Duration.ofDays(9))));
        open();
        assertThat(asks()).isTrue();
        var end = in(Duration.ofDays(1));
        grant(Grant.until(in(Duration.ofDays(3))), BOB);
        grant(Grant.until(end), by("cem"));
        assertThat(naestro.approvals().grants("default"))
                .extracting(StandingGrant::grant)
                .containsExactly(Grant.until(end));
        assertThat(asks()).isFalse();
        world.time.advance(Duration.ofDays(1));
        assertThat(asks()).isTrue();
        grant(Grant.until(in(Duration.ofDays(3))), BOB);
        grant(Grant.THIS_CALL, by("cem"));
        assertThat(asks()).as("one of them meant one call only").isTrue();
    }

    @Test
    void one_that_was_refused_or_withdrawn_is_none() {
        open();
        assertThat(asks()).isTrue();
        var question = naestro.approvals().open("default").getFirst();
        naestro.approvals().refuse(question.id(), question.digest(), "no", BOB);
        world.scheduler.runReady();
        assertThat(asks()).isTrue();
        var next = naestro.approvals().open("default").getFirst();
        policy.replace(new Rules("2", Verdict.ASK, "other", ANYBODY));
        assertThat(naestro.approvals().grant(next.id(), next.digest(), Grant.THIS_RUN, BOB))
                .isInstanceOf(ApprovalAnswer.StaleAnswer.class);
        assertThat(naestro.approvals().grants("default")).isEmpty();
    }

    @Test
    void one_cannot_be_given_for_longer_than_offered() {
        open();
        assertThat(asks()).isTrue();
        var question = naestro.approvals().open("default").getFirst();
        var month = in(Duration.ofDays(30));
        assertThat(question.grants()).containsExactly(Grant.THIS_CALL, Grant.THIS_RUN, Grant.until(month));
        assertThat(naestro.approvals().grant(question.id(), question.digest(), Grant.until(month.plusSeconds(1)), BOB))
                .isInstanceOf(ApprovalAnswer.NotAuthorizedAnswer.class);
    }
}
