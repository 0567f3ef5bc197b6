package io.naestro.core;

import static io.naestro.policy.Principal.by;
import static io.naestro.policy.Principal.onBehalfOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.journal.FileJournal;
import io.naestro.core.tools.Tools;
import io.naestro.effect.Effect;
import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.Prompt;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanBuilder;
import io.naestro.plan.Planner;
import io.naestro.plan.Ref;
import io.naestro.plan.Retry;
import io.naestro.policy.ApprovalAnswer;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.run.FailureCause;
import io.naestro.run.Journal;
import io.naestro.run.JournalFailure;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunId;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.RunSummary;
import io.naestro.run.Upgrades;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import io.naestro.tool.Touch;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A run belongs to its journal, not to the process that began it. */
class ResumeTest {
    private static final RunKey KEY = RunKey.of("order-1");
    private static final Principal ADA = onBehalfOf("ada");

    record In(int n) {}

    record Out(int n) {}

    /** A process: its own instance, tools and clock, over a journal that others used before. */
    private final class Process implements AutoCloseable {
        private final World world = new World(seeds++);
        private final ScriptedTool<In, Out> tool;
        private final Naestro naestro;

        Process(Journal journal, ScriptedTool<In, Out> tool, Tool<?, ?>... others) {
            this.tool = tool;
            naestro = world.builder()
                    .upgrades(change -> new Upgrades.ContinueAnswer())
                    .journal(journal)
                    .tools(tool)
                    .tools(others)
                    .models(ScriptedModel.named("m")
                            .answersAlways(request -> ScriptedModel.named("m").response(request, "fine")))
                    .evaluators(new Even())
                    .build();
        }

        <T> RunResult<T> settle(Run<T> run) {
            return world.settle(run);
        }

        Run<Json> resume() {
            var run = naestro.resume().getFirst();
            world.scheduler.runReady();
            return run;
        }

        @Override
        public void close() {
            naestro.close();
        }
    }

    /** Passes even numbers. */
    private static final class Even implements Evaluator {
        @Override
        public EvaluatorSpec spec() {
            return new EvaluatorSpec("even", "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.PURE);
        }

        @Override
        public Outcome evaluate(Subject subject, Context context) {
            var n = ((Json.Obj) subject.output().value()).get("n").orElseThrow();
            return ((Json.Num) n).value().intValue() % 2 == 0
                    ? new Outcome.Passed()
                    : new Outcome.Failed(List.of(n + " is odd"));
        }
    }

    private long seeds = 1;

    private static ScriptedTool<In, Out> doubling(Repeat repeat) {
        return ScriptedTool.named("double", In.class, Out.class)
                .repeat(repeat)
                .answersAlways(in -> ToolResult.of(new Out(in.n() * 2)));
    }

    private static Plan<In, Out> one(Tool<In, Out> tool) {
        var p = Plan.named("one", 1).input(In.class);
        return p.tool("step", tool, p.input()).check(Check.passes("even")).yields(ref(p, "step"));
    }

    private static Ref<Out> ref(PlanBuilder<In> p, String step) {
        return new Ref.Part<>(step, new Binding.StepBinding(step, Pointer.ROOT), Shape.of(Out.class));
    }

    private static Plan<In, Out> released(Tool<In, Out> tool) {
        var p = Plan.named("released", 1).input(In.class);
        var first = p.tool("first", tool, p.input());
        var agreed = p.approval("release", first);
        return p.tool("second", tool, p.object(In.class, Map.of("n", p.value(World.number(5), Integer.class))))
                .after(agreed)
                .yields(ref(p, "second"));
    }

    private static int last(Run<?> run, Predicate<RunEvent> wanted) {
        var events = World.events(run);
        for (int i = events.size() - 1; i >= 0; i--) {
            if (wanted.test(events.get(i))) {
                return i + 1;
            }
        }
        throw new AssertionError("no such event in " + events);
    }

    private static Json n(int n) {
        return Json.object().with("n", World.number(n));
    }

    private static Json value(RunResult<Json> result) {
        return result.orThrow();
    }

    private static void grantAll(Process process) {
        process.naestro
                .approvals()
                .open("default")
                .forEach(question -> assertThat(process.naestro
                                .approvals()
                                .grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob")))
                        .isInstanceOf(ApprovalAnswer.GrantedAnswer.class));
    }

    @Test
    void a_run_that_waits_in_a_journal_on_disk_is_known_to_the_next_process_and_ends_there(@TempDir Path folder) {
        try (var first = new Process(FileJournal.at(folder), doubling(Repeat.PURE))) {
            var run = first.naestro.start(released(first.tool), new In(1), KEY, ADA);
            first.world.scheduler.runReady();
            assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        }
        try (var second = new Process(FileJournal.at(folder), doubling(Repeat.PURE))) {
            var known = second.naestro.runs().list(10);
            assertThat(known).extracting(RunSummary::state).containsExactly(RunSummary.State.WAITING);
            var question = second.naestro.approvals().open("default").getFirst();
            assertThat(question.shown()).isEqualTo(Json.object().with("first", n(2)));
            grantAll(second);
            second.world.scheduler.runReady();
            assertThat(second.naestro.runs().find(KEY).orElseThrow().state()).isEqualTo(RunSummary.State.DONE);
            assertThat(second.tool.calls()).extracting(ScriptedTool.Call::input).containsExactly(new In(5));
        }
        try (var third = new Process(FileJournal.at(folder), doubling(Repeat.PURE))) {
            var run = third.naestro.start(released(third.tool), new In(1), KEY, ADA);
            assertThat(run.poll().orThrow()).isEqualTo(new Out(10));
            assertThat(third.naestro.resume()).isEmpty();
            assertThat(third.tool.calls()).isEmpty();
        }
    }

    @Test
    void starting_under_the_same_key_goes_on_with_the_run_that_was_left_open() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.PURE));
        var begun = first.naestro.start(one(first.tool), new In(1), KEY, ADA); // killed before anything was called
        var second = new Process(journal, doubling(Repeat.PURE));
        var run = second.naestro.start(one(second.tool), new In(1), KEY, ADA);
        assertThat(run.id()).isEqualTo(begun.id());
        assertThat(second.settle(run).orThrow()).isEqualTo(new Out(2));
    }

    @Test
    void killed_after_any_event_a_run_comes_to_the_same_end() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.IDEMPOTENT));
        var run = first.naestro.start(longPlan(first.tool), List.of(new In(1), new In(2), new In(3)), KEY, ADA);
        var wanted = new Json.Arr(List.of(n(2), n(4), n(6)));
        assertThat(first.settle(run).orThrow()).containsExactly(new Out(2), new Out(4), new Out(6));
        var events = World.events(run).size();
        for (int killed = 2; killed < events; killed++) { // acceptance and plan are one record on disk
            var second = new Process(journal.cutAfter(killed), doubling(Repeat.IDEMPOTENT));
            for (var open : second.naestro.resume()) {
                assertThat(value(second.settle(open)))
                        .as("killed after %s", killed)
                        .isEqualTo(wanted);
                assertThat(second.tool.calls()).hasSizeLessThanOrEqualTo(5);
            }
        }
    }

    private static Plan<List<In>, List<Out>> longPlan(Tool<In, Out> tool) {
        var p = Plan.named("long", 1).input(Shape.listOf(In.class));
        var all = p.map("all", tool, p.input()).window(2);
        var said = p.model("say", String.class, Prompt.of("p", "Say fine."), all);
        var never = p.tool("never", tool, p.object(In.class, Map.of("n", p.value(World.number(5), Integer.class))))
                .when(said, Condition.that("", Condition.Op.EQ, World.text("bad")));
        p.tool("after", tool, p.object(In.class, Map.of("n", p.value(World.number(6), Integer.class))))
                .check(Check.passes("even"))
                .after(never);
        return all.yields(all);
    }

    @ParameterizedTest
    @EnumSource(value = Repeat.class, names = "ONCE", mode = EnumSource.Mode.EXCLUDE)
    void a_call_that_was_cut_off_is_made_again_with_the_same_key_if_that_does_no_harm(Repeat repeat) {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(repeat));
        var run = first.naestro.start(one(first.tool), new In(1), KEY, ADA);
        first.settle(run);
        var second = new Process(journal.cutAfter(last(run, RunEvent.StepIntent.class::isInstance)), doubling(repeat));
        var again = second.resume();
        assertThat(value(again.poll())).isEqualTo(n(2));
        assertThat(second.tool.calls()).isEqualTo(first.tool.calls());
        assertThat(World.events(again, RunEvent.RunResumed.class))
                .containsExactly(new RunEvent.RunResumed(List.of("step")));
        assertThat(World.events(again, RunEvent.StepIntent.class))
                .extracting(RunEvent.StepIntent::attempt)
                .containsExactly(1, 2);
        assertThat(again.poll().spent().calls()).as("the lost call counts").isEqualTo(2);
    }

    @Test
    void a_call_that_must_not_be_made_twice_is_made_again_only_if_a_person_says_so() {
        var journal = new SharedJournal();
        var cut = killedInTheCall(journal);
        var second = new Process(cut, doubling(Repeat.ONCE));
        var run = second.resume();
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        var question = second.naestro.approvals().open("default").getFirst();
        assertThat(question.title()).contains("may have been done already");
        assertThat(second.tool.calls()).isEmpty();
        grantAll(second);
        assertThat(value(second.settle(run))).isEqualTo(n(2));
        assertThat(second.tool.calls()).hasSize(1);
    }

    @Test
    void a_process_that_ends_before_it_could_ask_leaves_the_question_to_the_next() {
        var cut = killedInTheCall(new SharedJournal());
        var second = new Process(cut, doubling(Repeat.ONCE));
        var run = second.resume();
        var third = new Process(cut.cutAfter(last(run, RunEvent.RunResumed.class::isInstance)), doubling(Repeat.ONCE));
        assertThat(third.resume().poll()).isInstanceOf(RunResult.Waiting.class);
        assertThat(third.tool.calls()).isEmpty();
    }

    @Test
    void a_call_that_must_not_be_made_twice_is_not_made_again_if_a_person_refuses() {
        var second = new Process(killedInTheCall(new SharedJournal()), doubling(Repeat.ONCE));
        var run = second.resume();
        var question = second.naestro.approvals().open("default").getFirst();
        second.naestro.approvals().refuse(question.id(), question.digest(), "it was paid", by("bob"));
        assertThat(second.settle(run)).isInstanceOfSatisfying(RunResult.Stopped.class, stopped -> {
            assertThat(stopped.cause()).isEqualTo(StopCause.DENIED);
            assertThat(stopped.reason()).contains("it was paid");
        });
        assertThat(second.tool.calls()).isEmpty();
    }

    @Test
    void a_call_whose_tool_the_next_process_lacks_fails_the_run_and_not_the_process() {
        var second =
                new Process(killedInTheCall(new SharedJournal()), ScriptedTool.named("other", In.class, Out.class));
        var run = second.resume();
        assertThat(second.settle(run)).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
            assertThat(failed.step()).isEqualTo("step");
            assertThat(failed.cause()).isInstanceOf(FailureCause.DataCause.class);
            assertThat(failed.cause().message()).contains("is not registered in this process");
        });
    }

    /** A tool that acts once and can be asked what became of a call. */
    private record Remembering(ScriptedTool<In, Out> inner, Function<ToolContext, Optional<ToolResult<Out>>> memory)
            implements Tool<In, Out> {
        @Override
        public ToolContract<In, Out> contract() {
            return ToolContract.named("double", In.class, Out.class)
                    .repeat(Repeat.ONCE)
                    .touches(Touch.HTTP)
                    .build();
        }

        @Override
        public ToolResult<Out> call(In input, ToolContext context) {
            return inner.call(input, context);
        }

        @Override
        public Optional<ToolResult<Out>> lookup(In input, ToolContext context) {
            return memory.apply(context);
        }
    }

    /** The process after one that was killed in a call, with a tool that looks up what became of it. */
    private final class Second {
        final ScriptedTool<In, Out> inner = doubling(Repeat.ONCE);
        final World world = new World(seeds++);
        final Naestro naestro;
        final Run<Json> run;

        Second(Verdict verdict, Function<ToolContext, Optional<ToolResult<Out>>> memory) {
            naestro = world.builder()
                    .policy(TestPolicy.of(effect -> effect instanceof Effect.ToolCall ? verdict : Verdict.ASK))
                    .journal(killedInTheCall(new SharedJournal()))
                    .tools(new Remembering(inner, memory))
                    .evaluators(new Even())
                    .localHosts("127.0.0.1")
                    .build();
            run = naestro.resume().getFirst();
            world.scheduler.runReady();
        }

        String question() {
            return naestro.approvals().open("default").getFirst().title();
        }
    }

    @Test
    void a_tool_that_finds_out_that_its_call_was_done_is_not_called_again() {
        var keys = new ArrayList<String>();
        var second = new Second(Verdict.ALLOW, context -> {
            keys.add(context.idempotencyKey());
            return Optional.of(ToolResult.of(new Out(42)));
        });
        assertThat(value(second.run.poll())).isEqualTo(n(42));
        assertThat(second.run.poll().spent().calls()).as("the call of before").isEqualTo(1);
        assertThat(second.inner.calls()).isEmpty();
        assertThat(keys).hasSize(1);
        assertThat(World.events(second.run, RunEvent.StepIntent.class))
                .extracting(RunEvent.StepIntent::key)
                .containsOnly(keys.getFirst());
    }

    @Test
    void a_tool_that_finds_out_that_its_call_failed_fails_as_it_did() {
        var second = new Second(
                Verdict.ALLOW, context -> Optional.of(ToolResult.failed(ToolFailure.Kind.CONFLICT, "already sold")));
        assertThat(second.run.poll())
                .isInstanceOfSatisfying(
                        RunResult.Failed.class,
                        failed -> assertThat(failed.cause().message()).contains("already sold"));
        assertThat(second.inner.calls()).isEmpty();
    }

    @Test
    void a_tool_that_finds_out_that_its_call_never_happened_is_called() {
        var second =
                new Second(Verdict.ALLOW, context -> Optional.of(ToolResult.failed(ToolFailure.Kind.NOT_DONE, "no")));
        assertThat(value(second.run.poll())).isEqualTo(n(2));
        assertThat(second.inner.calls()).hasSize(1);
    }

    static Stream<Function<ToolContext, Optional<ToolResult<Out>>>> clueless() {
        return Stream.of(
                context -> Optional.empty(),
                context -> {
                    throw new AssertionError("the index is gone");
                },
                context -> {
                    try {
                        context.http().send(ToolContext.HttpRequest.get("http://127.0.0.1:9/", 10));
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                    return Optional.empty();
                });
    }

    @ParameterizedTest
    @MethodSource("clueless")
    void a_tool_that_does_not_find_out_leaves_it_to_a_person(Function<ToolContext, Optional<ToolResult<Out>>> memory) {
        var second = new Second(Verdict.ALLOW, memory);
        assertThat(second.run.poll()).isInstanceOf(RunResult.Waiting.class);
        assertThat(second.question()).contains("may have been done already");
        assertThat(second.inner.calls()).isEmpty();
        var question = second.naestro.approvals().open("default").getFirst();
        second.naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, by("bob"));
        assertThat(value(second.world.settle(second.run))).isEqualTo(n(2));
        assertThat(second.inner.calls()).hasSize(1);
    }

    @Test
    void a_tool_that_cannot_look_up_leaves_it_to_a_person() {
        Tool<In, Out> plain = Tools.of(doubling(Repeat.ONCE).contract(), (in, context) -> new Out(in.n()));
        var world = new World(seeds++);
        var naestro = world.builder()
                .journal(killedInTheCall(new SharedJournal()))
                .tools(plain)
                .evaluators(new Even())
                .build();
        var run = naestro.resume().getFirst();
        world.scheduler.runReady();
        assertThat(run.poll()).isInstanceOf(RunResult.Waiting.class);
        assertThat(World.events(run, RunEvent.StepIntent.class)).hasSize(1);
    }

    @Test
    void a_call_in_doubt_that_would_have_to_be_asked_for_is_asked_for_as_one_in_doubt() {
        var second = new Second(Verdict.ASK, context -> Optional.of(ToolResult.of(new Out(42))));
        assertThat(second.question()).contains("may have been done already");
        assertThat(second.inner.calls()).isEmpty();
    }

    /** A journal whose runs belong to another process at times. */
    private static final class OwnedJournal extends SharedJournal {
        private boolean elsewhere;

        @Override
        public Claim claim(RunId run) {
            if (elsewhere) {
                throw new JournalFailure(JournalFailure.Kind.OWNED, "another process has it", null);
            }
            return super.claim(run);
        }
    }

    @Test
    void a_run_that_another_process_had_is_taken_up_once_it_is_gone_and_one_that_came_later_is_found() {
        var journal = new OwnedJournal();
        var first = new Process(journal, doubling(Repeat.PURE));
        first.naestro.start(one(first.tool), new In(1), KEY, ADA);
        var second = new Process(journal, doubling(Repeat.PURE));
        journal.elsewhere = true;
        assertThat(second.resume().poll()).isInstanceOf(RunResult.Failed.class);
        assertThat(second.resume().poll()).isInstanceOf(RunResult.Failed.class);
        assertThat(second.tool.calls()).isEmpty();

        journal.elsewhere = false;
        first.naestro.start(one(first.tool), new In(2), RunKey.of("order-2"), ADA);
        var runs = second.naestro.resume();
        second.world.scheduler.runUntilIdle();
        assertThat(runs).extracting(run -> value(run.poll())).containsExactlyInAnyOrder(n(2), n(4));
        assertThat(second.naestro.resume()).isEmpty();
    }

    @Test
    void a_run_that_another_process_had_goes_on_when_it_is_started_again_under_its_key() {
        var journal = new OwnedJournal();
        var first = new Process(journal, doubling(Repeat.PURE));
        first.naestro.start(one(first.tool), new In(1), KEY, ADA);
        var second = new Process(journal, doubling(Repeat.PURE));
        journal.elsewhere = true;
        assertThat(second.settle(second.naestro.start(one(second.tool), new In(1), KEY, ADA)))
                .isInstanceOf(RunResult.Failed.class);
        journal.elsewhere = false;
        assertThat(second.settle(second.naestro.start(one(second.tool), new In(1), KEY, ADA))
                        .orThrow())
                .isEqualTo(new Out(2));
    }

    @Test
    void a_run_that_broke_here_for_another_reason_is_not_tried_again() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.PURE));
        var begun = first.naestro.start(one(first.tool), new In(1), KEY, ADA);
        var second = new Process(journal, doubling(Repeat.PURE));
        journal.refuse(begun.id());
        var broken = second.resume();
        assertThat(broken.poll()).isInstanceOf(RunResult.Failed.class);
        journal.failAfter(0);
        var full = new Process(journal.cutAfter(2), doubling(Repeat.PURE));
        assertThat(second.resume().poll()).isEqualTo(broken.poll());
        assertThat(full.settle(full.resume())).isInstanceOf(RunResult.Done.class);
    }

    private SharedJournal killedInTheCall(SharedJournal journal) {
        var first = new Process(journal, doubling(Repeat.ONCE));
        var run = first.naestro.start(one(first.tool), new In(1), KEY, ADA);
        first.settle(run);
        return journal.cutAfter(last(run, RunEvent.StepIntent.class::isInstance));
    }

    @Test
    void a_result_that_was_not_judged_yet_is_judged_by_the_next_process_without_a_second_call() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.ONCE));
        var run = first.naestro.start(one(first.tool), new In(1), KEY, ADA);
        first.settle(run);
        var second =
                new Process(journal.cutAfter(last(run, RunEvent.StepOutcome.class::isInstance)), doubling(Repeat.ONCE));
        assertThat(value(second.settle(second.resume()))).isEqualTo(n(2));
        assertThat(second.tool.calls()).isEmpty();
    }

    @Test
    void a_step_that_waited_for_another_attempt_waits_on_in_the_next_process() {
        var journal = new SharedJournal();
        var first = new Process(journal, flaky());
        var run = first.naestro.start(retrying(first.tool), new In(1), KEY, ADA);
        first.world.scheduler.runReady();
        var second = new Process(journal, doubling(Repeat.PURE));
        var again = second.resume();
        assertThat(again.poll()).isInstanceOf(RunResult.Running.class);
        assertThat(second.tool.calls()).isEmpty();
        second.world.scheduler.runFor(Duration.ofMinutes(10));
        assertThat(value(again.poll())).isEqualTo(n(2));
        assertThat(second.tool.calls()).hasSize(1);
        assertThat(run.id()).isEqualTo(again.id());
    }

    @Test
    void a_step_that_had_failed_for_good_fails_the_run_in_the_next_process() {
        var journal = new SharedJournal();
        var first = new Process(journal, flaky());
        var run = first.naestro.start(one(first.tool), new In(1), KEY, ADA);
        var failed = first.settle(run);
        assertThat(failed).isInstanceOf(RunResult.Failed.class);
        var second =
                new Process(journal.cutAfter(last(run, RunEvent.StepFailed.class::isInstance)), doubling(Repeat.PURE));
        assertThat(second.settle(second.resume()).toString()).isEqualTo(failed.toString());
        assertThat(second.tool.calls()).isEmpty();
    }

    private static ScriptedTool<In, Out> flaky() {
        return ScriptedTool.named("double", In.class, Out.class)
                .repeat(Repeat.PURE)
                .fails(ToolFailure.Kind.UNAVAILABLE)
                .answersAlways(in -> ToolResult.of(new Out(in.n() * 2)));
    }

    private static Plan<In, Out> retrying(Tool<In, Out> tool) {
        var p = Plan.named("retrying", 1).input(In.class);
        return p.tool("step", tool, p.input())
                .retry(Retry.times(1).waiting(Duration.ofSeconds(20)))
                .yields(ref(p, "step"));
    }

    @Test
    void a_run_that_was_cancelled_is_not_taken_up_but_stopped() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.PURE));
        var run = first.naestro.start(released(first.tool), new In(1), KEY, ADA);
        first.world.scheduler.runReady();
        run.cancel("not needed");
        first.world.scheduler.runReady();
        var cut = journal.cutAfter(last(run, RunEvent.CancelRequested.class::isInstance));
        var second = new Process(cut, doubling(Repeat.PURE));
        assertThat(second.resume().poll())
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.CANCELLED));
    }

    @Test
    void an_answer_that_was_written_counts_in_the_next_process() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.PURE));
        var run = first.naestro.start(released(first.tool), new In(1), KEY, ADA);
        first.world.scheduler.runReady();
        var asked = World.events(run).size();
        grantAll(first);
        first.world.scheduler.runReady();
        var granted = new Process(journal.cutAfter(asked + 1), doubling(Repeat.PURE));
        assertThat(value(granted.settle(granted.resume()))).isEqualTo(n(10));

        var open = new Process(journal.cutAfter(asked), doubling(Repeat.PURE));
        var question = open.naestro.approvals().open("default").getFirst();
        var refused = open.naestro.runs().find(KEY).orElseThrow().id();
        open.naestro.approvals().refuse(question.id(), question.digest(), "", by("bob"));
        open.world.scheduler.runReady();
        assertThat(open.naestro.runs().find(refused).orElseThrow().state()).isEqualTo(RunSummary.State.STOPPED);
    }

    @Test
    void a_refusal_that_was_written_stops_the_run_in_the_next_process() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.PURE));
        var run = first.naestro.start(released(first.tool), new In(1), KEY, ADA);
        first.world.scheduler.runReady();
        var question = first.naestro.approvals().open("default").getFirst();
        first.naestro.approvals().refuse(question.id(), question.digest(), "no", by("bob"));
        first.world.scheduler.runReady();
        var cut = journal.cutAfter(last(run, RunEvent.ApprovalAnswered.class::isInstance));
        var second = new Process(cut, doubling(Repeat.PURE));
        assertThat(second.resume().poll())
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.DENIED));
    }

    @Test
    void a_question_that_expired_while_no_process_was_there_stops_the_run() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.PURE));
        first.naestro.start(released(first.tool), new In(1), KEY, ADA);
        first.world.scheduler.runReady();
        var second = new Process(journal, doubling(Repeat.PURE));
        second.world.time.advance(Duration.ofDays(30));
        assertThat(second.resume().poll())
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.EXPIRED));
    }

    @Test
    void a_plan_is_as_durable_as_the_acceptance_of_its_run() {
        var batches = new ArrayList<String>();
        var journal = new SharedJournal() {
            @Override
            public void append(Claim claim, long first, List<byte[]> records, Durability durability) {
                batches.add(records.size() + " " + durability);
                super.append(claim, first, records, durability);
            }
        };
        var process = new Process(journal, doubling(Repeat.PURE));
        process.naestro.start(one(process.tool), new In(1), KEY, ADA);
        assertThat(batches.getFirst()).isEqualTo("2 DURABLE");
    }

    @Test
    void a_run_with_neither_goal_nor_plan_fails_instead_of_staying_open() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.PURE));
        first.naestro.start(one(first.tool), new In(1), KEY, ADA);
        var second = new Process(journal.cutAfter(1), doubling(Repeat.PURE));
        assertThat(second.settle(second.resume()))
                .isInstanceOfSatisfying(
                        RunResult.Failed.class,
                        failed -> assertThat(failed.cause()).isInstanceOf(FailureCause.PlanCause.class));
    }

    @Test
    void a_goal_that_had_no_plan_yet_is_planned_by_the_next_process() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.PURE));
        first.naestro.start(Goal.of("Say fine").yielding(String.class), KEY, ADA);
        var second = new Process(journal, doubling(Repeat.PURE));
        assertThat(value(second.settle(second.resume()))).isEqualTo(World.text("fine"));
    }

    @Test
    void what_a_planner_was_thinking_when_its_process_was_killed_counts_as_spent() {
        var journal = new SharedJournal();
        var model = ScriptedModel.named("m")
                .answersAlways(request -> ScriptedModel.named("m").response(request, "like this"));
        var planner = new Planner() {
            @Override
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                var unused = context.model().orElseThrow().chat(ChatRequest.of(Message.user("How?")), context);
                return new NoPlan<>(List.of());
            }
        };
        var first = new World(1);
        var run = first.builder()
                .journal(journal)
                .models(model)
                .planner(planner)
                .build()
                .start(Goal.of("Say it"), KEY, ADA);
        first.settle(run);
        var intent = World.events(run, RunEvent.StepIntent.class).getFirst();

        var next = new World(2);
        var second = next.builder()
                .journal(journal.cutAfter(last(run, RunEvent.StepIntent.class::isInstance)))
                .models(model)
                .planner(planner)
                .build();
        var taken = second.resume().getFirst();
        assertThat(World.events(taken).getLast()).isEqualTo(new RunEvent.RunResumed(List.of()));
        assertThat(taken.poll().spent()).isEqualTo(intent.reserved());
        assertThat(next.settle(taken).spent().calls()).isEqualTo(2);
    }

    @Test
    void elements_of_a_map_that_were_done_are_not_done_again() {
        var journal = new SharedJournal();
        var first = new Process(journal, doubling(Repeat.ONCE));
        var p = Plan.named("map", 1).input(Shape.listOf(In.class));
        var all = p.map("all", first.tool, p.input()).window(2);
        var inputs = new ArrayList<In>();
        for (int i = 0; i < 6; i++) {
            inputs.add(new In(i));
        }
        var run = first.naestro.start(all.yields(all), inputs, KEY, ADA);
        first.settle(run);
        var events = World.events(run);
        for (int killed = 2; killed < events.size() - 1; killed++) {
            var second = new Process(journal.cutAfter(killed), doubling(Repeat.ONCE));
            for (var open : second.naestro.resume()) {
                second.world.scheduler.runReady();
                grantAll(second);
                second.world.scheduler.runReady();
                assertThat(((Json.Arr) value(open.poll())).items())
                        .as("killed after %s", events.get(killed - 1))
                        .containsExactly(n(0), n(2), n(4), n(6), n(8), n(10));
                var done = events.subList(0, killed).stream()
                        .filter(RunEvent.StepOutcome.class::isInstance)
                        .count();
                assertThat(second.tool.calls()).hasSize(6 - (int) done);
            }
        }
    }
}
