package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.goal.Goal;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.plan.Retry;
import io.naestro.policy.Grant;
import io.naestro.policy.Principal;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunKey;
import io.naestro.run.RunResult;
import io.naestro.run.RunSummary;
import io.naestro.run.Scheduler;
import io.naestro.testkit.ScriptedModel;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** What comes back after its run has gone on, was stopped, went to sleep or was left to another process. */
class LateAnswersTest {
    private final World world = new World(31);
    private final AtomicReference<Run<?>> run = new AtomicReference<>();

    /** Holds back the first call of step {@code one}, which cannot be interrupted. */
    private final class Stubborn implements Scheduler {
        private final List<Runnable> held = new ArrayList<>();

        @Override
        public Task start(String name, Runnable task) {
            if (!name.equals("naestro-one") || !held.isEmpty()) {
                return world.scheduler.start(name, task);
            }
            held.add(task);
            return () -> {};
        }

        @Override
        public Task after(Duration wait, Runnable task) {
            return world.scheduler.after(wait, task);
        }

        @Override
        public void close() {
            world.scheduler.close();
        }
    }

    /** Does something while it judges, and passes. */
    private record Judging(Runnable work) implements Evaluator {
        @Override
        public EvaluatorSpec spec() {
            return new EvaluatorSpec("judging", "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.PURE);
        }

        @Override
        public Outcome evaluate(Subject subject, Context context) {
            work.run();
            return new Outcome.Passed();
        }
    }

    private LiveRun loop() {
        return ((RunHandle<?>) run.get()).loop();
    }

    private <T> RunResult<T> settle(Run<T> started) {
        run.set(started);
        return world.settle(started);
    }

    private static <T> T doing(Runnable work, Supplier<T> result) {
        work.run();
        return result.get();
    }

    @Test
    void the_answer_of_a_call_that_was_given_up_does_not_count_for_the_next_attempt() {
        var stubborn = new Stubborn();
        var tool = Plans.reader("slow");
        tool.answers(item -> doing(stubborn.held.getFirst(), () -> ToolResult.of(new Plans.Doc("second"))));
        tool.answers(item -> ToolResult.of(new Plans.Doc("first")));
        // the second attempt, while it runs, lets the first one come back: the script answers whoever calls first
        var plan = Plans.calling(tool, step -> step.timeout(ofSeconds(7)).retry(Retry.times(1)));
        var naestro = world.builder().scheduler(stubborn).tools(tool).build();
        assertThat(settle(naestro.start(plan, ITEM)).orThrow()).isEqualTo(new Plans.Doc("second"));
        assertThat(tool.calls()).hasSize(2);
        assertThat(World.events(run.get(), RunEvent.StepOutcome.class))
                .singleElement()
                .satisfies(outcome -> assertThat(outcome.attempt()).isEqualTo(2));
    }

    @Test
    void a_result_that_comes_after_a_cancel_is_written_but_not_judged() {
        var tool = Plans.reader("quick");
        tool.answers(item -> doing(() -> run.get().cancel("enough"), () -> ToolResult.of(DOC)));
        var naestro = world.builder().tools(tool).build();
        assertThat(settle(naestro.start(Plans.calling(tool), ITEM))).isInstanceOf(RunResult.Stopped.class);
        assertThat(World.events(run.get(), RunEvent.StepOutcome.class)).hasSize(1);
        assertThat(World.events(run.get(), RunEvent.StepSucceeded.class)).isEmpty();
    }

    @Test
    void a_result_that_comes_while_the_run_is_asleep_is_judged_by_the_next_process() {
        var journal = new SharedJournal();
        var tool = Plans.reader("quick");
        tool.answers(item -> doing(() -> loop().sleep(), () -> ToolResult.of(DOC)));
        var first = world.builder().journal(journal).tools(tool).build();
        assertThat(settle(first.start(Plans.calling(tool), ITEM))).isInstanceOf(RunResult.Running.class);
        assertThat(World.events(run.get()).getLast()).isInstanceOf(RunEvent.StepOutcome.class);

        var next = new World(32);
        var second = next.builder().journal(journal).tools(tool).build();
        var taken = second.resume().getFirst();
        assertThat(next.settle(taken)).isInstanceOf(RunResult.Done.class);
        assertThat(tool.calls()).hasSize(1);
    }

    @Test
    void a_verdict_that_comes_while_the_run_is_asleep_is_written_and_nothing_follows() {
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var plan = Plans.calling(tool, step -> step.check(Check.passes("judging")));
        var naestro = world.builder()
                .tools(tool)
                .evaluators(new Judging(() -> loop().sleep()))
                .build();
        assertThat(settle(naestro.start(plan, ITEM))).isInstanceOf(RunResult.Running.class);
        assertThat(World.events(run.get()).getLast()).isInstanceOf(RunEvent.StepSucceeded.class);
        run.get().cancel("too late"); // whoever owns the run next decides
        assertThat(World.events(run.get(), RunEvent.CancelRequested.class)).isEmpty();
    }

    @Test
    void a_call_that_a_run_let_go_of_comes_back_to_nobody() {
        var tool = Plans.actor("acts");
        tool.answers(item -> doing(() -> loop().letGo(false), () -> ToolResult.of(DOC)));
        var naestro = world.builder().tools(tool).build();
        assertThat(settle(naestro.start(Plans.calling(tool), ITEM))).isInstanceOf(RunResult.Running.class);
        assertThat(World.events(run.get()).getLast()).isInstanceOf(RunEvent.StepIntent.class);
    }

    @Test
    void a_run_that_is_looked_at_while_it_is_judged_as_a_whole_is_judged_once() {
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var plan = Plans.calling(tool).checking(Check.passes("judging"));
        var its = new AtomicReference<Naestro>();
        var judged = new ArrayList<RunSummary.State>();
        var judging = new Judging(() -> {
            its.get().start(plan, ITEM, RunKey.of("one"), Principal.HOST);
            judged.add(its.get().runs().find(RunKey.of("one")).orElseThrow().state());
        });
        its.set(world.builder().tools(tool).evaluators(judging).build());
        assertThat(settle(its.get().start(plan, ITEM, RunKey.of("one"), Principal.HOST))
                        .orThrow())
                .isEqualTo(DOC);
        assertThat(judged).containsExactly(RunSummary.State.RUNNING);
    }

    @Test
    void nothing_starts_once_a_step_was_refused() {
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var p = Plan.named("two", 1).input(Plans.Item.class);
        var one = p.tool("one", tool, p.input());
        var two = p.tool("two", tool, p.input());
        var policy = TestPolicy.of(effect -> io.naestro.policy.Verdict.DENY);
        var naestro = world.builder().tools(tool).policy(policy).build();
        assertThat(settle(naestro.start(p.yields(p.list(Plans.Doc.class, List.of(one, two))), ITEM)))
                .isInstanceOf(RunResult.Stopped.class);
        assertThat(World.events(run.get(), RunEvent.EffectDecided.class)).hasSize(1);
    }

    @Test
    void a_question_that_nobody_takes_back_after_it_was_answered_fails_its_step() {
        var p = Plan.named("asks", 1).input(String.class);
        var naestro = world.builder().scheduler(new Stubborn()).build();
        run.set(naestro.start(p.yields(p.approval("one", p.input())), "in"));
        world.scheduler.runReady();
        var question = naestro.approvals().open("default").getFirst();
        naestro.approvals().grant(question.id(), question.digest(), Grant.THIS_CALL, Principal.by("bob"));
        assertThat(world.settle(run.get()))
                .isInstanceOfSatisfying(
                        RunResult.Failed.class,
                        failed -> assertThat(failed.cause())
                                .isEqualTo(new FailureCause.EngineCause("no result before the deadline")));
    }

    @Test
    void what_a_planner_hears_after_its_run_ended_is_not_written() {
        var events = thinkingWhile("TIMEOUT", () -> run.get().cancel("never mind"));
        assertThat(events.getLast()).isInstanceOf(RunEvent.RunStopped.class);
        assertThat(events.get(events.size() - 2))
                .as("its call ends with the run, so that what it may have cost is counted")
                .isInstanceOf(RunEvent.StepFailed.class);
    }

    @Test
    void what_a_planner_hears_after_its_run_was_let_go_is_left_open() {
        var events = thinkingWhile("TIMEOUT", () -> loop().letGo(false));
        assertThat(events.getLast()).isInstanceOf(RunEvent.StepIntent.class);
    }

    @Test
    void a_run_that_is_looked_at_while_its_planner_thinks_is_planned_once() {
        var events = thinkingWhile("like this", () -> loop().resume());
        assertThat(events.getLast()).isInstanceOf(RunEvent.RunFailed.class);
    }

    private List<RunEvent> thinkingWhile(String wanted, Runnable work) {
        var heard = new ArrayList<String>();
        var model = ScriptedModel.named("m")
                .answers(request -> doing(work, () -> ScriptedModel.named("m").response(request, "like this")));
        var planner = new Planner() {
            @Override
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                var said = context.model().orElseThrow().chat(ChatRequest.of(Message.user("How?")), context);
                heard.add(said instanceof ModelFailure failure ? failure.kind().name() : ((ChatResponse) said).text());
                return new NoPlan<>(List.of());
            }
        };
        var naestro = world.builder().models(model).planner(planner).build();
        settle(naestro.start(Goal.of("Do it")));
        assertThat(heard).containsExactly(wanted);
        return World.events(run.get());
    }
}
