package io.naestro.core;

import static io.naestro.core.Folded.ACTION;
import static io.naestro.core.Folded.ADA;
import static io.naestro.core.Folded.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.Grant;
import io.naestro.policy.Obligation.ApproverObligation;
import io.naestro.policy.Principal;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AnsweringTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Principal CARA = Principal.by("cara");
    private static final Instant END = Folded.START.plus(HOUR);

    private Folded run = asked(Folded.one());

    @Test
    void by_a_grant_settles_the_question_with_a_receipt() {
        var result = check(BOB, Grant.THIS_CALL);
        assertThat(result.counts()).isTrue();
        assertThat(result.settled()).isTrue();
        assertThat(result.step()).isEqualTo("a");
        assertThat(result.answer()).isEqualTo(new ApprovalAnswer.GrantedAnswer(result.receipt()));
        assertThat(result.receipt().granted()).isTrue();
        assertThat(result.receipt().approver()).isEqualTo(BOB);
        assertThat(result.receipt().digest()).isEqualTo(ACTION);
        assertThat(result.receipt().policy()).isEqualTo(Folded.POLICY);
    }

    @Test
    void by_a_refusal_settles_the_question_and_says_who_and_why() {
        var result = new Answering("q", ACTION, null, "too risky", BOB, "host")
                .check(run.state(), run.now(), asked -> false);
        assertThat(result.answer()).isEqualTo(new ApprovalAnswer.RefusedAnswer(result.receipt()));
        assertThat(result.settled()).isTrue();
        assertThat(result.refusal()).isEqualTo("step 'a' was refused by bob: too risky");
        assertThat(check(BOB, null).refusal()).isEqualTo("step 'a' was refused by bob");
    }

    @Test
    void that_does_not_count_refuses_nothing() {
        var result =
                new Answering("other", ACTION, null, "", BOB, "host").check(run.state(), run.now(), asked -> false);
        assertThatNullPointerException().isThrownBy(result::refusal);
    }

    @Test
    void changes_nothing_by_itself() {
        var before = run.state();
        check(BOB, Grant.THIS_CALL);
        assertThat(run.state().questions().get("q").receipts()).isEmpty();
        assertThat(run.state()).isSameAs(before);
    }

    @Test
    void of_two_who_are_needed_is_partial_and_then_settles() {
        run = asked(new ApproverObligation("", false, 2, HOUR));
        var first = take(BOB, Grant.THIS_CALL);
        assertThat(first.settled()).isFalse();
        assertThat(first.answer()).isEqualTo(new ApprovalAnswer.PartialAnswer(first.receipt(), 1));
        assertThat(run.state().openQuestions()).hasSize(1);
        var second = take(CARA, Grant.THIS_CALL);
        assertThat(second.answer()).isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
        assertThat(run.state().openQuestions()).isEmpty();
        assertThat(run.cell("a").mayStart()).isTrue();
    }

    @Test
    void by_the_same_person_again_gets_the_same_answer_and_counts_once() {
        run = asked(new ApproverObligation("", false, 2, HOUR));
        var first = take(BOB, Grant.THIS_CALL);
        for (var grant : new Grant[] {Grant.THIS_CALL, null}) {
            var again = check(BOB, grant);
            assertThat(again.counts()).isFalse();
            assertThat(again.answer()).isEqualTo(first.answer());
        }
        var second = take(CARA, Grant.THIS_CALL);
        assertThat(check(CARA, Grant.THIS_CALL).answer()).isEqualTo(second.answer());
    }

    @Test
    void by_one_of_several_who_refuses_settles_at_once() {
        run = asked(new ApproverObligation("", false, 3, HOUR));
        take(BOB, Grant.THIS_CALL);
        var refusal = take(CARA, null);
        assertThat(refusal.settled()).isTrue();
        assertThat(check(CARA, null).answer()).isEqualTo(refusal.answer());
        assertThat(run.state().questions().get("q").granted()).isFalse();
        assertThat(run.cell("a").phase()).isEqualTo(Cell.Phase.ASKED);
    }

    @Test
    void to_another_action_than_the_one_seen_is_stale() {
        var seen = Folded.digest("what it was before");
        assertAnswer(
                run,
                seen,
                BOB,
                Grant.THIS_CALL,
                run.now(),
                new ApprovalAnswer.StaleAnswer(ACTION, "it is not the action that was seen"));
    }

    @Test
    void under_other_rules_is_stale_and_takes_the_question_back_unless_it_refuses() {
        var result = new Answering("q", ACTION, Grant.THIS_CALL, "", BOB, "host")
                .check(run.state(), run.now(), asked -> true);
        assertThat(result.answer())
                .isEqualTo(new ApprovalAnswer.StaleAnswer(ACTION, "the rules have changed since it was asked"));
        assertThat(result.counts()).isFalse();
        var no = new Answering("q", ACTION, null, "", BOB, "host").check(run.state(), run.now(), asked -> true);
        assertThat(no.answer()).isInstanceOf(ApprovalAnswer.RefusedAnswer.class);
        run.take(result.withdrawn());
        assertThat(run.cell("a").mayStart()).isTrue();
        assertThat(check(BOB, Grant.THIS_CALL).answer()).isEqualTo(result.answer());
        assertThat(check(BOB, null).answer()).isEqualTo(result.answer());
    }

    @Test
    void at_its_end_is_too_late_and_just_before_it_is_not() {
        assertAnswer(run, ACTION, BOB, Grant.THIS_CALL, END, new ApprovalAnswer.ExpiredAnswer());
        var last = new Answering("q", ACTION, Grant.THIS_CALL, "", BOB, "host")
                .check(run.state(), END.minusNanos(1), asked -> false);
        assertThat(last.counts()).isTrue();
    }

    @Test
    void to_an_unknown_question_is_unknown() {
        var result = new Answering("other", ACTION, Grant.THIS_CALL, "", BOB, "host")
                .check(run.state(), run.now(), asked -> false);
        assertThat(result.answer()).isEqualTo(new ApprovalAnswer.UnknownAnswer("there is no question 'other'"));
    }

    @Test
    void to_a_settled_question_or_an_ended_run_is_unknown() {
        var settled = new ApprovalAnswer.UnknownAnswer("question 'q' is settled");
        take(BOB, Grant.THIS_CALL);
        assertThat(check(CARA, Grant.THIS_CALL).answer()).isEqualTo(settled);
        run = asked(Folded.one()).on(new RunEvent.RunStopped(RunResult.StopCause.CANCELLED, ""));
        assertThat(check(BOB, Grant.THIS_CALL).answer()).isEqualTo(settled);
    }

    @Test
    void of_another_tenant_is_unknown_even_with_the_name_of_one_who_answered() {
        take(BOB, Grant.THIS_CALL);
        assertThat(check(BOB.of("other"), Grant.THIS_CALL).answer())
                .isEqualTo(new ApprovalAnswer.UnknownAnswer("there is no question 'q'"));
    }

    @Test
    void without_the_role_is_not_authorized_and_learns_nothing_else() {
        run = asked(new ApproverObligation("lead", false, 1, HOUR));
        var why = new ApprovalAnswer.NotAuthorizedAnswer("only principals with role 'lead' may answer");
        assertAnswer(run, Folded.digest("stale"), BOB, Grant.THIS_CALL, END, why);
        assertThat(check(BOB.with("lead", "clerk"), Grant.THIS_CALL).counts()).isTrue();
    }

    @Test
    void of_the_initiator_is_not_authorized_where_another_person_is_wanted() {
        assertThat(check(ADA, Grant.THIS_CALL).counts()).isTrue();
        run = asked(new ApproverObligation("", true, 1, HOUR));
        assertNotAuthorized(ADA, Grant.THIS_CALL, "on whose behalf");
        assertThat(check(BOB, Grant.THIS_CALL).counts()).isTrue();
    }

    @Test
    void with_a_grant_that_was_not_offered_is_not_authorized() {
        assertNotAuthorized(BOB, Grant.THIS_RUN, "not offered");
        assertNotAuthorized(BOB, Grant.until(END), "not offered");
    }

    @Test
    void with_an_offered_grant_may_end_earlier_but_not_before_it_begins() {
        run = new Folded(plan())
                .on(new RunEvent.ApprovalAsked(
                        Folded.question("q", "a", Folded.one(), Grant.THIS_RUN, Grant.until(END))));
        var run = new Grant(Grant.Scope.RUN, END);
        assertThat(check(BOB, run).receipt().grant()).isEqualTo(run);
        assertThat(check(BOB, Grant.until(END)).receipt().grant()).isEqualTo(Grant.until(END));
        assertNotAuthorized(BOB, Grant.until(END.plusNanos(1)), "not offered");
        assertNotAuthorized(BOB, Grant.until(this.run.now()), "would have ended at");
    }

    private static Plan<?, ?> plan() {
        var plan = Plan.named("ask", 1).input(Json.class);
        var ask = plan.approval("a", plan.input());
        return ask.yields(ask);
    }

    private static Folded asked(ApproverObligation approvers) {
        return new Folded(plan()).on(new RunEvent.ApprovalAsked(Folded.question("q", "a", approvers, Grant.THIS_CALL)));
    }

    private Answering.Result check(Principal who, @Nullable Grant grant) {
        return new Answering("q", ACTION, grant, "", who, "host").check(run.state(), run.now(), asked -> false);
    }

    private Answering.Result take(Principal who, @Nullable Grant grant) {
        var result = check(who, grant);
        run.take(new Input.Answered(result.step(), result.receipt(), result.settled()));
        return result;
    }

    private void assertNotAuthorized(Principal who, Grant grant, String why) {
        assertThat(check(who, grant).answer())
                .isInstanceOfSatisfying(
                        ApprovalAnswer.NotAuthorizedAnswer.class,
                        answer -> assertThat(answer.reason()).contains(why));
    }

    private static void assertAnswer(
            Folded run, Digest seen, Principal who, Grant grant, Instant now, ApprovalAnswer expected) {
        var result = new Answering("q", seen, grant, "", who, "host").check(run.state(), now, asked -> false);
        assertThat(result.answer()).isEqualTo(expected);
        assertThat(result.counts()).isFalse();
        assertThat(result.settled()).isFalse();
    }
}
