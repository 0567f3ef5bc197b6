package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.policy.Mode;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.Scheduler;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Planners and judges, and the models they ask, that take too long: each ends in a typed way, and nobody waits on. */
@Timeout(60)
class ThinkingTest {
    private final World world = new World(41);
    private final List<String> heard = new ArrayList<>();

    /** Holds back one kind of work, which cannot be interrupted. */
    private final class Holding implements Scheduler {
        private final Set<String> names;
        private final List<Runnable> held = new ArrayList<>();
        private int cancelled;

        private Holding(String... names) {
            this.names = Set.of(names);
        }

        @Override
        public Task start(String task, Runnable work) {
            if (!names.contains(task)) {
                return world.scheduler.start(task, work);
            }
            held.add(work);
            return () -> cancelled++;
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

    private record Judging(Function<Evaluator.Context, Outcome> judgment) implements Evaluator {
        @Override
        public EvaluatorSpec spec() {
            return new EvaluatorSpec("judging", "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.PURE);
        }

        @Override
        public Outcome evaluate(Subject subject, Context context) {
            return judgment.apply(context);
        }
    }

    private record Planning(Function<Planner.Context, String> thought) implements Planner {
        @Override
        public <T> Planned<T> plan(Goal<T> goal, Context context) {
            var unused = thought.apply(context); // what is thought does not matter here, only how long it takes
            return new NoPlan<>(List.of());
        }
    }

    private static String ask(ChatModel model, io.naestro.effect.CallContext context) {
        return said(model.chat(ChatRequest.of(Message.user("How?")), context));
    }

    private static String said(ChatResult result) {
        return switch (result) {
            case ChatResponse response -> response.text();
            case ModelFailure failure -> failure.kind() + " " + failure.message();
        };
    }

    private static String message(RunResult<?> result) {
        assertThat(result).isInstanceOf(RunResult.Failed.class);
        return ((RunResult.Failed<?>) result).cause().message();
    }

    /** A model that takes its time. */
    private ScriptedModel slow(Duration time) {
        return ScriptedModel.named("m").answersAlways(request -> {
            world.scheduler.runFor(time);
            heard.add("interrupted " + Thread.currentThread().isInterrupted());
            return ScriptedModel.named("m").response(request, "like this");
        });
    }

    /** Does the work that is held back, during which time may pass, and then all the rest. */
    private RunResult<?> settle(Run<?> run, Holding holding) {
        world.scheduler.runReady();
        holding.held.getFirst().run();
        return world.settle(run);
    }

    private static Plan<Plans.Item, Plans.Doc> judged(io.naestro.tool.Tool<Plans.Item, Plans.Doc> tool) {
        return Plans.calling(tool, step -> step.check(Check.passes("judging")).timeout(Duration.ofSeconds(7)));
    }

    @Test
    void an_evaluator_that_does_not_come_back_leaves_its_step_unscored_after_the_timeout_of_the_step() {
        var holding = new Holding("naestro-evaluate");
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var start = world.time.now();
        try (var naestro = world.builder()
                .scheduler(holding)
                .tools(tool)
                .evaluators(new Judging(context -> new Outcome.Passed()))
                .build()) {
            var run = naestro.start(judged(tool), ITEM);
            assertThat(message(world.settle(run))).contains("judging", "it took longer than PT7S");
            assertThat(world.time.now()).isEqualTo(start.plusSeconds(7));
            assertThat(holding.cancelled).isOne();
            var before = World.events(run);
            holding.held.getFirst().run();
            world.scheduler.runUntilIdle();
            assertThat(World.events(run)).as("what comes later is too late").isEqualTo(before);
        }
    }

    @Test
    void an_evaluator_of_the_whole_result_has_ten_minutes() {
        var start = world.time.now();
        var tool = Plans.reader("quick").returnsAlways(DOC);
        try (var naestro = world.builder()
                .scheduler(new Holding("naestro-evaluate"))
                .tools(tool)
                .evaluators(new Judging(context -> new Outcome.Passed()))
                .build()) {
            var run = naestro.start(Plans.calling(tool).checking(Check.passes("judging")), ITEM);
            assertThat(message(world.settle(run))).contains("it took longer than PT10M");
            assertThat(world.time.now()).isEqualTo(start.plusSeconds(600));
        }
    }

    @Test
    void a_planner_that_does_not_come_back_gives_no_plan_after_ten_minutes() {
        var start = world.time.now();
        try (var naestro =
                world.builder().scheduler(new Holding("naestro-plan")).build()) {
            var result = world.settle(naestro.start(Goal.of("Do it")));
            assertThat(message(result)).contains("the planner gave no plan: it took longer than PT10M");
            assertThat(((RunResult.Failed<?>) result).cause()).isInstanceOf(FailureCause.PlanCause.class);
            assertThat(world.time.now()).isEqualTo(start.plusSeconds(600));
        }
    }

    @Test
    void a_planner_that_knows_no_other_way_in_ten_minutes_lets_the_run_fail_as_it_would_have() {
        var start = world.time.now();
        var broken = ScriptedTool.named("broken", Json.class, Json.class).fails(ToolFailure.Kind.NOT_FOUND);
        var busy = ScriptedTool.named("busy", Json.class, Json.class)
                .repeat(Repeat.IDEMPOTENT)
                .answersAlways(in -> ToolResult.failed(ToolFailure.Kind.UNAVAILABLE, "later"));
        var planner = new Planner() {
            @Override
            @SuppressWarnings("unchecked")
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                var p = Plan.named("two", 1).input(Json.class);
                p.tool("busy", busy, p.input()).retry(3);
                return new Found<>((Plan<?, T>) p.yields(p.tool("broken", broken, p.input())));
            }
        };
        try (var naestro = world.builder()
                .scheduler(new Holding("naestro-revise"))
                .tools(broken, busy)
                .planner(planner)
                .build()) {
            var result = world.settle(naestro.start(Goal.of("Do it")));
            assertThat(message(result)).contains("broken@1: NOT_FOUND");
            assertThat(world.time.now()).isEqualTo(start.plusSeconds(600));
        }
    }

    @Test
    void a_planner_is_told_how_long_it_has_and_that_nobody_waits_any_more() {
        var holding = new Holding("naestro-plan");
        var start = world.time.now();
        var planner = new Planning(context -> {
            assertThat(context.deadline()).isEqualTo(start.plusSeconds(600));
            assertThat(context.cancelled()).isFalse();
            world.scheduler.runFor(Duration.ofMinutes(11));
            heard.add("cancelled " + context.cancelled());
            heard.add(ask(context.model().orElseThrow(), context));
            return "";
        });
        var model = ScriptedModel.named("m").says("never");
        try (var naestro = world.builder()
                .scheduler(holding)
                .models(model)
                .planner(planner)
                .build()) {
            assertThat(message(settle(naestro.start(Goal.of("Do it")), holding)))
                    .contains("longer than PT10M");
            assertThat(heard).containsExactly("cancelled true", "REFUSED nobody waits for it any more");
            assertThat(model.requests()).isEmpty();
        }
    }

    @Test
    void a_model_that_does_not_answer_a_planner_is_cut_off_at_its_own_deadline() {
        var holding = new Holding("naestro-plan");
        var planner = new Planning(context -> {
            heard.add(ask(context.model().orElseThrow(), context));
            heard.add("interrupted " + Thread.currentThread().isInterrupted());
            return "";
        });
        try (var naestro = world.builder()
                .scheduler(holding)
                .models(slow(Duration.ofMinutes(3)))
                .planner(planner)
                .build()) {
            var run = naestro.start(Goal.of("Do it"));
            assertThat(settle(run, holding)).isInstanceOf(RunResult.Failed.class);
            assertThat(heard).containsExactly("interrupted true", "TIMEOUT it was cut off", "interrupted false");
            assertThat(World.events(run, RunEvent.StepFailed.class))
                    .singleElement()
                    .satisfies(failed -> {
                        assertThat(failed.step()).startsWith("/plan-");
                        assertThat(failed.cause().message()).contains("TIMEOUT, no result before the deadline");
                    });
            assertThat(run.poll())
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.spent().calls()).isOne());
        }
    }

    @Test
    void a_judge_that_is_cut_off_takes_its_calls_along() {
        var holding = new Holding("naestro-evaluate");
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var judging = new Judging(context -> {
            heard.add(ask(context.model().orElseThrow(), context));
            return new Outcome.Passed();
        });
        try (var naestro = world.builder()
                .scheduler(holding)
                .models(slow(Duration.ofSeconds(8)))
                .tools(tool)
                .evaluators(judging)
                .build()) {
            var run = naestro.start(judged(tool), ITEM);
            assertThat(message(settle(run, holding))).contains("it took longer than PT7S");
            assertThat(World.events(run, RunEvent.StepFailed.class))
                    .extracting(RunEvent.StepFailed::step)
                    .anySatisfy(step -> assertThat(step).startsWith("one/judge-"));
            assertThat(heard).containsExactly("interrupted true", "TIMEOUT it was cut off");
        }
    }

    @Test
    void a_judge_whose_call_came_back_in_time_is_cut_off_alone() {
        var holding = new Holding("naestro-evaluate");
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var judging = new Judging(context -> {
            heard.add(ask(context.model().orElseThrow(), context));
            world.scheduler.runFor(Duration.ofSeconds(8));
            return new Outcome.Passed();
        });
        try (var naestro = world.builder()
                .scheduler(holding)
                .models(ScriptedModel.named("m").says("well"))
                .tools(tool)
                .evaluators(judging)
                .build()) {
            var run = naestro.start(judged(tool), ITEM);
            assertThat(message(settle(run, holding))).contains("it took longer than PT7S");
            assertThat(heard).containsExactly("well");
            assertThat(World.events(run, RunEvent.StepFailed.class)).hasSize(1);
        }
    }

    @Test
    void two_judges_are_cut_off_each_for_itself() {
        var holding = new Holding("naestro-evaluate");
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var model = ScriptedModel.named("m");
        model.answers(request -> {
            holding.held.get(1).run();
            return ScriptedModel.named("m").response(request, "one");
        });
        model.answers(request -> {
            world.scheduler.runFor(Duration.ofSeconds(8));
            return ScriptedModel.named("m").response(request, "two");
        });
        var judging = new Judging(context -> {
            heard.add(ask(context.model().orElseThrow(), context));
            return new Outcome.Passed();
        });
        var p = Plan.named("two", 1).input(Plans.Item.class);
        var one = p.tool("one", tool, p.input()).check(Check.passes("judging")).timeout(Duration.ofSeconds(7));
        var two = p.tool("two", tool, p.input()).check(Check.passes("judging")).timeout(Duration.ofSeconds(7));
        try (var naestro = world.builder()
                .scheduler(holding)
                .models(model)
                .tools(tool)
                .evaluators(judging)
                .build()) {
            var run = naestro.start(p.yields(p.list(Plans.Doc.class, List.of(one, two))), ITEM);
            assertThat(message(settle(run, holding))).contains("it took longer than PT7S");
            assertThat(heard).containsExactly("TIMEOUT it was cut off", "TIMEOUT it was cut off");
            assertThat(World.events(run, RunEvent.StepFailed.class))
                    .extracting(failed -> failed.cause().message())
                    .anySatisfy(cause -> assertThat(cause).contains("its thought was cut off"))
                    .anySatisfy(cause -> assertThat(cause).contains("the run ended first"));
        }
    }

    @Test
    void whoever_thinks_for_a_run_that_goes_to_sleep_hears_so_and_asks_no_more() {
        var holding = new Holding("naestro-plan");
        var runs = new ArrayList<Run<?>>();
        var planner = new Planning(context -> {
            ((RunHandle<?>) runs.getFirst()).loop().sleep();
            heard.add("cancelled " + context.cancelled());
            heard.add(ask(context.model().orElseThrow(), context));
            return "";
        });
        try (var naestro = world.builder()
                .scheduler(holding)
                .models(ScriptedModel.named("m"))
                .planner(planner)
                .build()) {
            runs.add(naestro.start(Goal.of("Do it")));
            settle(runs.getFirst(), holding);
            assertThat(heard).containsExactly("cancelled true", "REFUSED nobody waits for it any more");
        }
    }

    @Test
    void a_verdict_that_comes_while_the_run_stops_is_not_written() {
        var holding = new Holding("naestro-evaluate", "naestro-two");
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var p = Plan.named("two", 1).input(Plans.Item.class);
        var one = p.tool("one", tool, p.input()).check(Check.passes("judging"));
        var two = p.tool("two", tool, p.input());
        try (var naestro = world.builder()
                .scheduler(holding)
                .tools(tool)
                .evaluators(new Judging(context -> new Outcome.Passed()))
                .build()) {
            var run = naestro.start(p.yields(p.list(Plans.Doc.class, List.of(one, two))), ITEM);
            world.scheduler.runReady();
            run.cancel("enough");
            var late = List.copyOf(holding.held);
            assertThat(late).hasSize(2);
            late.forEach(Runnable::run);
            assertThat(world.settle(run)).isInstanceOf(RunResult.Stopped.class);
            assertThat(World.events(run, RunEvent.StepChecked.class)).isEmpty();
        }
    }

    @Test
    void a_memory_that_does_not_come_back_is_given_up() {
        var holding = new Holding("naestro-remember");
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var memory = new io.naestro.memory.Memory() {
            @Override
            public void keep(io.naestro.memory.MemoryScope scope, List<io.naestro.memory.MemoryRecord> records) {}

            @Override
            public io.naestro.memory.Recall recall(
                    io.naestro.memory.MemoryScope scope, io.naestro.memory.RecallQuery query) {
                throw new IllegalStateException("nobody asks");
            }

            @Override
            public void retract(io.naestro.memory.MemoryScope scope, String record, java.time.Instant at) {}

            @Override
            public List<String> erase(io.naestro.memory.MemoryScope scope, String source) {
                return List.of();
            }
        };
        try (var naestro =
                world.builder().scheduler(holding).tools(tool).memory(memory).build()) {
            var run = naestro.start(Plans.calling(tool), ITEM);
            assertThat(world.settle(run)).isInstanceOf(RunResult.Done.class);
            assertThat(holding.cancelled).isOne();
            assertThat(World.events(run).getLast()).isInstanceOf(RunEvent.RunDone.class);
        }
    }

    @Test
    void a_judge_that_was_cut_off_asks_no_more_while_its_step_is_tried_again() {
        var holding = new Holding("naestro-evaluate");
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var judging = new Judging(context -> {
            world.scheduler.runFor(Duration.ofMillis(7_100));
            heard.add(ask(context.model().orElseThrow(), context));
            return new Outcome.Passed();
        });
        try (var naestro = world.builder()
                .scheduler(holding)
                .models(ScriptedModel.named("m"))
                .tools(tool)
                .evaluators(judging)
                .build()) {
            var plan = Plans.calling(
                    tool,
                    step -> step.check(Check.passes("judging"))
                            .timeout(Duration.ofSeconds(7))
                            .retry(1));
            var run = naestro.start(plan, ITEM);
            assertThat(message(settle(run, holding))).contains("it took longer than PT7S");
            assertThat(heard).containsExactly("REFUSED nobody waits for it any more");
            assertThat(tool.calls()).hasSize(2);
        }
    }

    @Test
    void a_real_judge_that_ignores_interrupts_does_not_hold_up_its_run() {
        var free = new CountDownLatch(1);
        var model = ScriptedModel.named("m").answersAlways(request -> {
            awaitStubbornly(free);
            return ScriptedModel.named("m").response(request, "late");
        });
        var tool = Plans.reader("quick").returnsAlways(DOC);
        var judging = new Judging(context -> {
            assertThat(ask(context.model().orElseThrow(), context)).startsWith("TIMEOUT");
            return new Outcome.Passed();
        });
        try (var naestro = Naestro.builder()
                .mode(Mode.AUTO)
                .policy(TestPolicy.open())
                .models(model)
                .tools(tool)
                .evaluators(judging)
                .build()) {
            Run<Plans.Doc> run = naestro.start(
                    Plans.calling(
                            tool, step -> step.check(Check.passes("judging")).timeout(Duration.ofMillis(200))),
                    ITEM);
            assertThat(message(run.await(Duration.ofSeconds(30)))).contains("it took longer than PT0.2S");
            free.countDown();
        }
    }

    private static void awaitStubbornly(CountDownLatch free) {
        while (free.getCount() > 0) {
            try {
                free.await();
            } catch (InterruptedException e) {
                // ignored on purpose
            }
        }
    }
}
