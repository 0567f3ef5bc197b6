package io.naestro.core;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.Plans.Item;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.plan.Plan;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.Grant;
import io.naestro.policy.Obligation.ApproverObligation;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A person at a console. */
class ConsoleApprovalsTest {
    private static final Principal BOB = Principal.by("bob");

    private final StringWriter screen = new StringWriter();
    private final ScriptedTool<Item, Plans.Doc> pay = Plans.actor("pay")
            .contract(contract -> contract.cost(Money.eur("2")))
            .returnsAlways(Plans.DOC);
    private final TestPolicy policy = TestPolicy.of(effect -> Verdict.ASK);
    private final Naestro naestro = Naestro.builder().policy(policy).tools(pay).build();

    @AfterEach
    void close() {
        naestro.close();
    }

    private ConsoleApprovals console(String typed) {
        return new ConsoleApprovals(naestro.approvals(), new StringReader(typed), screen, BOB);
    }

    private Run<Plans.Doc> start(String id) {
        return naestro.start(Plans.calling(pay, step -> step.purpose("settle the bill")), new Item(id));
    }

    private RunResult<Plans.Doc> type(String typed) {
        return console(typed).await(start("1"), ofSeconds(60));
    }

    @Test
    void sees_what_is_asked_and_agrees_to_this_call() {
        var run = start("1");
        assertThat(console("y\n").await(run, ofSeconds(60)).orThrow()).isEqualTo(Plans.DOC);
        var receipt =
                World.events(run, RunEvent.ApprovalAnswered.class).getFirst().receipt();
        assertThat(receipt.method()).isEqualTo("console");
        assertThat(receipt.grant()).isEqualTo(Grant.THIS_CALL);
        assertThat(receipt.approver()).isEqualTo(BOB);
        var until = World.events(run, RunEvent.ApprovalAsked.class)
                .getFirst()
                .request()
                .grants()
                .getLast()
                .until();
        assertThat(screen)
                .hasToString("\nAllow tool pay@1, to settle the bill?\n"
                        + "  costs at most " + Money.eur("2") + "\n"
                        + "  tool:\n    pay@1\n  argument:\n    id:\n      1\n"
                        + "  y = this call\n  r = the same for the rest of this run\n"
                        + "  d = the same in all runs until " + until + "\n"
                        + "  anything else = no: Agreed.\n");
    }

    @Test
    void may_agree_for_the_run_or_until_a_date() {
        var forRun = start("1");
        console(" R \n").await(forRun, ofSeconds(60));
        assertThat(World.events(forRun, RunEvent.ApprovalAnswered.class)
                        .getFirst()
                        .receipt()
                        .grant())
                .isEqualTo(Grant.THIS_RUN);
        type("d\n");
        assertThat(type("").orThrow()).as("no question is asked").isEqualTo(Plans.DOC);
    }

    @Test
    void refuses_with_any_other_line() {
        assertThat(type("maybe\n")).isInstanceOf(RunResult.Stopped.class);
        assertThat(screen.toString()).endsWith("Refused.\n");
        assertThat(pay.calls()).isEmpty();
    }

    @Test
    void answers_nothing_when_there_is_nothing_more_to_read() {
        assertThat(type("")).isInstanceOf(RunResult.Waiting.class);
        assertThat(naestro.approvals().open("default")).hasSize(1);
    }

    @Test
    void is_told_when_more_must_agree() {
        policy.obliging(new ApproverObligation("", false, 2, Duration.ofHours(1)));
        assertThat(type("y\ny\n")).isInstanceOf(RunResult.Waiting.class);
        assertThat(screen.toString()).endsWith("Counted; 1 more must agree.\n");
    }

    @Test
    void is_told_when_the_answer_does_not_count() {
        policy.obliging(new ApproverObligation("lead", false, 1, Duration.ofHours(1)));
        assertThat(type("y\n")).isInstanceOf(RunResult.Waiting.class);
        assertThat(screen.toString()).endsWith("Not counted: only principals with role 'lead' may answer.\n");
    }

    @Test
    void is_told_that_somebody_else_was_faster() {
        var run = start("1");
        var waiting = (RunResult.Waiting<?>) run.await(ofSeconds(60));
        var question = waiting.approvals().getFirst();
        var slow = new Reader() {
            private boolean done;

            @Override
            public int read(char[] into, int from, int most) {
                if (done) {
                    return -1;
                }
                done = true;
                naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("cem"));
                into[from] = 'y';
                return 1;
            }

            @Override
            public void close() {}
        };
        var console = new ConsoleApprovals(naestro.approvals(), new BufferedReader(slow), screen, BOB);
        assertThat(console.await(run, ofSeconds(60)).orThrow()).isEqualTo(Plans.DOC);
        assertThat(screen.toString()).endsWith("Not counted: question '" + question.id() + "' is settled.\n");
    }

    @Test
    void is_told_when_it_is_too_late_or_another_action() {
        var world = new World(3);
        var changing = new ChangingPolicy(new ChangingPolicy.Rules(
                "1", Verdict.ASK, "pay", new ApproverObligation("", false, 1, Duration.ofHours(1))));
        var virtual = world.builder().policy(changing).tools(pay).build();
        virtual.start(Plans.calling(pay), new Item("1"));
        world.scheduler.runReady();
        var question = virtual.approvals().open("default").getFirst();
        var console = new ConsoleApprovals(virtual.approvals(), new StringReader("y\ny\n"), screen, BOB);
        world.time.advance(Duration.ofHours(1));
        assertThat(console.ask(question)).contains(new ApprovalAnswer.ExpiredAnswer());
        assertThat(screen.toString()).endsWith("Not counted: the time to answer is up.\n");
        virtual.start(Plans.calling(pay), new Item("2"));
        world.scheduler.runReady();
        var other = virtual.approvals().open("default").getLast();
        changing.replace(new ChangingPolicy.Rules(
                "2", Verdict.ASK, "other", new ApproverObligation("", false, 1, Duration.ofHours(1))));
        assertThat(console.ask(other)).get().isInstanceOf(ApprovalAnswer.StaleAnswer.class);
        assertThat(screen.toString()).endsWith("Not counted: the rules have changed since it was asked.\n");
    }

    @Test
    void is_asked_the_question_that_replaces_a_stale_one() {
        var changing = new ChangingPolicy(new ChangingPolicy.Rules(
                "1", Verdict.ASK, "pay", new ApproverObligation("", false, 1, Duration.ofHours(1))));
        try (var other = Naestro.builder().policy(changing).tools(pay).build()) {
            var run = other.start(Plans.calling(pay), new Item("1"));
            run.await(ofSeconds(60));
            changing.replace(new ChangingPolicy.Rules(
                    "2", Verdict.ASK, "other", new ApproverObligation("", false, 1, Duration.ofHours(1))));
            var console = new ConsoleApprovals(other.approvals(), new StringReader("y\ny\n"), screen, BOB);
            assertThat(console.await(run, ofSeconds(60)).orThrow()).isEqualTo(Plans.DOC);
        }
    }

    @Test
    void sees_what_a_terminal_would_obey_by_its_code() {
        console("").await(start("\u001b[2J\u202e1\r\u2028"), ofSeconds(60));
        assertThat(screen.toString())
                .contains("\\u{1b}[2J\\u{202e}1\n")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e")
                .doesNotContain("\r");
    }

    @Test
    void sees_no_more_than_fits() {
        console("").await(start("x".repeat(9_000)), ofSeconds(60));
        assertThat(screen.toString())
                .contains("  ... (9045 characters in all)\n")
                .hasSizeLessThan(4_400);
    }

    @Test
    void sees_what_the_plan_asks_and_what_comes_from_a_third_party() {
        var p = Plan.named("p", 1).input(Json.class);
        var ask = p.approval("ask", p.input()).asking("Sure?");
        var run = naestro.start(ask.yields(ask), Json.of(7));
        console("").await(run, ofSeconds(60));
        assertThat(screen.toString()).startsWith("\nAllow Sure??\n").contains("    7\n  y = this call\n  anything");
    }

    @Test
    void that_cannot_be_read_is_a_failure() {
        var broken = new Reader() {
            @Override
            public int read(char[] into, int from, int most) throws IOException {
                throw new IOException("unplugged");
            }

            @Override
            public void close() {}
        };
        var console = new ConsoleApprovals(naestro.approvals(), broken, screen, BOB);
        var run = start("1");
        assertThatThrownBy(() -> console.await(run, ofSeconds(60)))
                .isInstanceOf(UncheckedIOException.class)
                .hasRootCauseMessage("unplugged");
    }
}
