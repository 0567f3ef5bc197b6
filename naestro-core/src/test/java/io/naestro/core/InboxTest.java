package io.naestro.core;

import static io.naestro.policy.Principal.by;
import static io.naestro.policy.Principal.onBehalfOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.ChangingPolicy.Rules;
import io.naestro.core.Plans.Doc;
import io.naestro.core.Plans.Item;
import io.naestro.core.journal.FileJournal;
import io.naestro.core.journal.MemoryJournal;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.json.Digest;
import io.naestro.plan.Plan;
import io.naestro.plan.Step;
import io.naestro.policy.Approval;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.ApprovalRequest;
import io.naestro.policy.ConsentReceipt;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Grant;
import io.naestro.policy.Obligation.ApproverObligation;
import io.naestro.policy.Policy;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.run.Journal;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.Scheduler;
import io.naestro.run.Upgrades;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions, answers and receipts as hosts see them, through runs. */
class InboxTest {
    private static final Principal ADA = onBehalfOf("ada");
    private static final Principal LEAD = by("lea").with("lead");
    private static final Rules ONE_LEAD =
            new Rules("1", Verdict.ASK, "pay", new ApproverObligation("lead", true, 1, Duration.ofDays(5)));

    private final World world = new World(5);
    private final ChangingPolicy policy = new ChangingPolicy(ONE_LEAD);
    private final ScriptedTool<Item, Doc> pay =
            Plans.actor("pay").answersAlways(item -> ToolResult.of(new Doc("paid " + item.id())));
    private final Plan<Item, Doc> plan = Plans.calling(pay, step -> step.purpose("settle the bill"));

    private Naestro process(Journal journal) {
        return world.builder().journal(journal).policy(policy).tools(pay).build();
    }

    private Run<Doc> start(Naestro naestro, String key) {
        var run = naestro.start(plan, Plans.ITEM, RunKey.of(key), ADA);
        world.scheduler.runReady();
        return run;
    }

    private static ApprovalRequest question(Naestro naestro) {
        return naestro.approvals().open("default").getFirst();
    }

    private static ApprovalAnswer grant(Naestro naestro, ApprovalRequest question, Principal who) {
        return naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, who);
    }

    private static Approval.State state(Naestro naestro, ApprovalRequest question) {
        return naestro.approvals().find("default", question.id()).orElseThrow().state();
    }

    @Test
    void an_answer_days_later_in_another_process_goes_on_with_the_run(@TempDir Path folder) {
        ApprovalRequest asked;
        try (var first = process(FileJournal.at(folder))) {
            assertThat(start(first, "k").poll()).isInstanceOf(RunResult.Waiting.class);
            asked = question(first);
        }
        world.time.advance(Duration.ofDays(4));
        try (var second = process(FileJournal.at(folder))) {
            assertThat(question(second)).isEqualTo(asked);
            assertThat(grant(second, asked, LEAD)).isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
            assertThat(start(second, "k").poll().orThrow()).isEqualTo(new Doc("paid 4711"));
        }
        assertThat(pay.calls()).hasSize(1);
    }

    @Test
    void a_run_that_waits_for_people_holds_no_thread() {
        var busy = new AtomicInteger();
        var most = new AtomicInteger();
        var counting = new Scheduler() {
            @Override
            public Task start(String name, Runnable task) {
                return world.scheduler.start(name, () -> {
                    most.accumulateAndGet(busy.incrementAndGet(), Math::max);
                    task.run();
                    busy.decrementAndGet();
                });
            }

            @Override
            public Task after(Duration wait, Runnable task) {
                return world.scheduler.after(wait, task);
            }

            @Override
            public void close() {
                world.scheduler.close();
            }
        };
        var naestro =
                world.builder().scheduler(counting).policy(policy).tools(pay).build();
        var run = start(naestro, "k");
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        assertThat(busy).hasValue(0);
        grant(naestro, question(naestro), LEAD);
        assertThat(world.settle(run).orThrow()).isEqualTo(new Doc("paid 4711"));
        assertThat(most).hasPositiveValue();
    }

    @Test
    void the_same_answer_given_again_gets_the_same_receipt_and_no_second_event(@TempDir Path folder) {
        ApprovalRequest asked;
        ApprovalAnswer answer;
        try (var first = process(FileJournal.at(folder))) {
            start(first, "k");
            asked = question(first);
            answer = grant(first, asked, LEAD);
            assertThat(grant(first, asked, LEAD)).isEqualTo(answer);
        }
        try (var second = process(FileJournal.at(folder))) {
            assertThat(grant(second, asked, LEAD)).isEqualTo(answer);
            assertThat(second.approvals().refuse(asked.id(), asked.digest(), "no", LEAD))
                    .as("the first answer stands")
                    .isEqualTo(answer);
            assertThat(World.events(start(second, "k"), RunEvent.ApprovalAnswered.class))
                    .hasSize(1);
        }
    }

    @Test
    void sixteen_threads_that_answer_at_once_answer_once() throws Exception {
        var naestro = process(new MemoryJournal());
        var run = start(naestro, "k");
        var asked = question(naestro);
        var answers = new ArrayList<ApprovalAnswer>();
        try (var threads = Executors.newFixedThreadPool(16)) {
            var calls = new ArrayList<Callable<ApprovalAnswer>>();
            for (int i = 0; i < 16; i++) {
                calls.add(() -> grant(naestro, asked, LEAD));
            }
            for (var future : threads.invokeAll(calls)) {
                answers.add(future.get());
            }
        }
        assertThat(answers).hasSize(16).containsOnly(answers.getFirst());
        assertThat(answers.getFirst()).isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
        assertThat(World.events(run, RunEvent.ApprovalAnswered.class)).hasSize(1);
        assertThat(world.settle(run).orThrow()).isEqualTo(new Doc("paid 4711"));
        assertThat(pay.calls()).hasSize(1);
    }

    @Test
    void an_answer_leaves_a_receipt_that_says_where_it_stands_in_the_journal() {
        var naestro = process(new MemoryJournal());
        var run = start(naestro, "k");
        var asked = question(naestro);
        var answer = naestro.approvals().via("mail").grant(asked.id(), asked.digest(), Grant.THIS_CALL, LEAD);
        var receipt = ((ApprovalAnswer.GrantedAnswer) answer).receipt();
        assertThat(receipt)
                .isEqualTo(new ConsentReceipt(
                        asked.id() + ".1",
                        asked.id(),
                        asked.digest(),
                        true,
                        Grant.THIS_CALL,
                        LEAD,
                        world.time.now(),
                        "settle the bill",
                        List.of(),
                        "mail",
                        ONE_LEAD.digest(),
                        "",
                        receipt.position()));
        assertThat(run.events(receipt.position(), 1))
                .extracting(recorded -> recorded.event())
                .containsExactly(new RunEvent.ApprovalAnswered("one", receipt, true));
        assertThat(naestro.approvals().receipt("default", receipt.id())).contains(receipt);
        assertThat(naestro.approvals().receipt("acme", receipt.id())).isEmpty();
        assertThat(naestro.approvals().receipt("default", "none")).isEmpty();
    }

    @Test
    void history_has_what_became_of_each_question_newest_first() {
        var naestro = process(new MemoryJournal());
        var asked = new ArrayList<ApprovalRequest>();
        for (var key : List.of("granted", "refused", "cancelled", "expired", "open")) {
            world.time.advance(Duration.ofSeconds(1));
            var run = start(naestro, key);
            var question = naestro.approvals().open("default").getLast();
            asked.add(question);
            switch (key) {
                case "granted" -> grant(naestro, question, LEAD);
                case "refused" -> naestro.approvals().refuse(question.id(), question.digest(), "no", LEAD);
                case "cancelled" -> run.cancel("not needed");
                case "expired" -> world.scheduler.runFor(Duration.ofDays(6));
                default -> assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
            }
            world.scheduler.runReady();
        }
        assertThat(naestro.approvals().history("default", 9))
                .extracting(Approval::state)
                .containsExactly(
                        Approval.State.EXPIRED, Approval.State.CLOSED, Approval.State.REFUSED, Approval.State.GRANTED);
        assertThat(naestro.approvals().history("default", 1))
                .extracting(approval -> approval.request().id())
                .containsExactly(asked.get(3).id());
        assertThat(naestro.approvals().history("acme", 9)).isEmpty();
        assertThat(state(naestro, asked.get(4))).isEqualTo(Approval.State.OPEN);
        assertThat(naestro.approvals().find("acme", asked.get(4).id())).isEmpty();
        assertThat(naestro.approvals().open("default")).containsExactly(asked.get(4));
    }

    @Test
    void silence_refuses_and_the_next_start_asks_again(@TempDir Path folder) {
        ApprovalRequest asked;
        try (var first = process(FileJournal.at(folder))) {
            start(first, "k-1");
            asked = question(first);
        }
        world.time.advance(Duration.ofDays(5));
        try (var second = process(FileJournal.at(folder))) {
            assertThat(second.approvals().open("default")).as("it is too late").isEmpty();
            assertThat(state(second, asked)).isEqualTo(Approval.State.EXPIRED);
            assertThat(grant(second, asked, LEAD)).isEqualTo(new ApprovalAnswer.ExpiredAnswer());
            assertThat(start(second, "k-1").poll())
                    .isInstanceOfSatisfying(
                            RunResult.Stopped.class,
                            stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.EXPIRED));
            assertThat(grant(second, asked, LEAD)).isEqualTo(new ApprovalAnswer.ExpiredAnswer());
            assertThat(start(second, "k-2").poll()).isInstanceOf(RunResult.Waiting.class);
            grant(second, question(second), LEAD);
            assertThat(start(second, "k-2").poll().orThrow()).isEqualTo(new Doc("paid 4711"));
        }
    }

    @Test
    void other_rules_for_who_must_agree_make_a_question_stale_and_ask_anew() {
        var naestro = process(new MemoryJournal());
        var run = start(naestro, "k");
        var asked = question(naestro);
        var two = new ApproverObligation("lead", true, 2, Duration.ofDays(5));
        policy.replace(new Rules("2", Verdict.ASK, "pay", two));
        assertThat(grant(naestro, asked, LEAD))
                .isEqualTo(new ApprovalAnswer.StaleAnswer(asked.digest(), "the rules have changed since it was asked"));
        assertThat(state(naestro, asked)).isEqualTo(Approval.State.WITHDRAWN);
        var again = question(naestro);
        assertThat(again.id()).isNotEqualTo(asked.id());
        assertThat(again.digest()).isEqualTo(asked.digest());
        assertThat(again.approvers()).isEqualTo(two);
        assertThat(grant(naestro, again, LEAD)).isInstanceOf(ApprovalAnswer.PartialAnswer.class);
        assertThat(grant(naestro, again, by("leo").with("lead"))).isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
        assertThat(world.settle(run).orThrow()).isEqualTo(new Doc("paid 4711"));
    }

    @Test
    void another_rule_that_asks_makes_a_question_stale() {
        var naestro = process(new MemoryJournal());
        start(naestro, "k");
        policy.replace(new Rules("2", Verdict.ASK, "pay-abroad", ONE_LEAD.approvers()));
        assertThat(grant(naestro, question(naestro), LEAD)).isInstanceOf(ApprovalAnswer.StaleAnswer.class);
        assertThat(question(naestro).rule()).isEqualTo("pay-abroad");
    }

    @Test
    void rules_that_deny_by_now_make_a_question_stale_and_end_the_run() {
        var naestro = process(new MemoryJournal());
        var run = start(naestro, "k");
        policy.replace(new Rules("2", Verdict.DENY, "pay", ONE_LEAD.approvers()));
        assertThat(grant(naestro, question(naestro), LEAD)).isInstanceOf(ApprovalAnswer.StaleAnswer.class);
        assertThat(world.settle(run))
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.DENIED));
        assertThat(pay.calls()).isEmpty();
    }

    @Test
    void rules_that_changed_elsewhere_or_ask_nobody_any_more_leave_an_answer_its_worth() {
        for (var verdict : List.of(Verdict.ASK, Verdict.ALLOW)) {
            policy.replace(ONE_LEAD);
            var naestro = process(new MemoryJournal());
            var run = start(naestro, "k");
            var asked = question(naestro);
            policy.replace(new Rules("2", verdict, "pay", ONE_LEAD.approvers()));
            assertThat(grant(naestro, asked, LEAD)).isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
            assertThat(world.settle(run).orThrow()).isEqualTo(new Doc("paid 4711"));
        }
    }

    @Test
    void a_question_about_a_tool_that_is_gone_is_answered_and_then_its_step_fails(@TempDir Path folder) {
        try (var first = process(FileJournal.at(folder))) {
            start(first, "k");
        }
        try (var second = world.builder()
                .journal(FileJournal.at(folder))
                .policy(policy)
                .upgrades(change -> new Upgrades.ContinueAnswer())
                .build()) {
            assertThat(grant(second, question(second), LEAD)).isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
            var run = second.resume();
            world.scheduler.runReady();
            assertThat(run).isEmpty();
        }
    }

    @Test
    void a_question_about_a_use_inside_a_call_is_stale_as_soon_as_the_rules_are_others(@TempDir Path folder) {
        for (var verdict : List.of(Verdict.ASK, Verdict.ALLOW)) {
            var rules = new Rules("1", Verdict.ASK, "files", ONE_LEAD.approvers());
            var inside = new ChangingPolicy(rules);
            var naestro = world.builder()
                    .policy(new OnlyInside(inside))
                    .folder("box", folder)
                    .tools(new Writer())
                    .build();
            var plan = Plan.named("p", 1).input(String.class);
            var step = plan.tool("one", new Writer(), plan.input());
            var run = naestro.start(step.yields(step), "text");
            world.scheduler.runFor(Duration.ofSeconds(1));
            var asked = question(naestro);
            assertThat(asked.title()).isEqualTo("WRITE box:/out");
            inside.replace(new Rules("2", verdict, "files", ONE_LEAD.approvers()));
            assertThat(grant(naestro, asked, LEAD)).isInstanceOf(ApprovalAnswer.StaleAnswer.class);
            world.scheduler.runFor(Duration.ofSeconds(1));
            if (verdict == Verdict.ASK) {
                assertThat(grant(naestro, question(naestro), LEAD)).isInstanceOf(ApprovalAnswer.GrantedAnswer.class);
            }
            assertThat(world.settle(run).orThrow()).isEqualTo("written");
        }
    }

    /** Writes its input. */
    private static final class Writer implements Tool<String, String> {
        @Override
        public ToolContract<String, String> contract() {
            return ToolContract.named("writer", String.class, String.class)
                    .repeat(Repeat.KEYED)
                    .touches(Touch.FILES_WRITE)
                    .build();
        }

        @Override
        public ToolResult<String> call(String input, ToolContext context) {
            try {
                context.files().write("box:/out", input.getBytes(StandardCharsets.UTF_8));
                return ToolResult.of("written");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Asks about what tools use and about nothing else. */
    private record OnlyInside(ChangingPolicy rules) implements Policy {
        @Override
        public Constraints constraints(Actor actor, Step step) {
            return rules.constraints(actor, step);
        }

        @Override
        public Decision decide(Effect effect) {
            var decision = rules.decide(effect);
            return effect instanceof Effect.Access ? decision : Decision.allow(decision.mode(), "", decision.policy());
        }

        @Override
        public Digest digest() {
            return rules.digest();
        }
    }
}
