package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.json.Shape;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.policy.Verdict;
import io.naestro.run.FailureCause;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Maps over lists, guards, checks by conditions and evaluators, planners that think, and where values come from. */
class MapsAndJudgesTest {
    private final World world = new World(17);
    private static final Shape<List<String>> STRINGS = Shape.listOf(String.class);

    @Test
    void a_map_keeps_the_order_retries_elements_and_respects_its_window() {
        Set<String> failed = new HashSet<>();
        var tool = ScriptedTool.named("t", String.class, String.class)
                .repeat(Repeat.PURE)
                .answersAlways(in -> in.endsWith("7") && failed.add(in)
                        ? ToolResult.failed(ToolFailure.Kind.UNAVAILABLE, "again")
                        : ToolResult.of(in + "!"));
        var p = Plan.named("p", 1).input(STRINGS);
        var all = p.map("all", tool, p.input()).retry(1).window(3);
        var input = IntStream.range(0, 1_000).mapToObj(i -> "e" + i).toList();
        try (var naestro = world.builder().tools(tool).build()) {
            var run = naestro.start(all.yields(all), input);
            assertThat(world.settle(run).orThrow())
                    .isEqualTo(input.stream().map(in -> in + "!").toList());
            assertThat(tool.calls()).hasSize(1_100);
            var open = 0;
            for (var event : World.events(run)) {
                open += event instanceof RunEvent.StepIntent ? 1 : 0;
                open -= event instanceof RunEvent.StepOutcome ? 1 : 0;
                open -= event instanceof RunEvent.StepFailed ? 1 : 0;
                assertThat(open).isLessThanOrEqualTo(3);
            }
            assertThat(world.settle(naestro.start(all.yields(all), List.<String>of()))
                            .orThrow())
                    .isEmpty();
        }
    }

    @Test
    void an_element_that_fails_for_good_fails_the_run() {
        var tool = ScriptedTool.named("t", String.class, String.class)
                .repeat(Repeat.PURE)
                .answersAlways(in ->
                        in.equals("bad") ? ToolResult.failed(ToolFailure.Kind.NOT_FOUND, "gone") : ToolResult.of(in));
        var p = Plan.named("p", 1).input(STRINGS);
        var all = p.map("all", tool, p.input()).retry(3);
        try (var naestro = world.builder().tools(tool).build()) {
            assertThat(world.settle(naestro.start(all.yields(all), List.of("good", "bad"))))
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.step()).startsWith("all"));
        }
    }

    @Test
    void a_step_runs_only_if_its_guard_holds_and_a_result_without_it_fails() {
        var tool = ScriptedTool.named("t", String.class, String.class)
                .repeat(Repeat.PURE)
                .returnsAlways("x");
        var p = Plan.named("p", 1).input(String.class);
        var one = p.tool("one", tool, p.input());
        var two = p.tool("two", tool, p.input()).when(one, Condition.that("", Condition.Op.EQ, Json.of("y")));
        var four = p.tool("four", tool, p.input()).when(one, Condition.that("", Condition.Op.EQ, Json.of("x")));
        try (var naestro = world.builder().tools(tool).build()) {
            var both = p.list(String.class, List.of(two, four));
            var run = naestro.start(p.yields(both), "in");
            assertThat(world.settle(run))
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.cause().message()).contains("skipped"));
            assertThat(World.events(run, RunEvent.StepSkipped.class)).hasSize(1);
            assertThat(((RunResult.Failed<?>) run.poll()).partial()).containsOnlyKeys("one", "four");
        }
    }

    @Test
    void evaluators_grade_and_a_run_is_judged_as_a_whole() {
        for (var outcome : new Outcome[] {
            new Outcome.Passed(),
            new Outcome.Judged(0.9, "good"),
            new Outcome.Judged(0.1, "bad"),
            new Outcome.Failed(List.of("bad")),
            new Outcome.Measured(1, "s", true)
        }) {
            var own = new World(1);
            var model = ScriptedModel.named("m")
                    .answersAlways(request -> ScriptedModel.named("m").response(request, "Hi"));
            var passes = outcome.grade().orElse(0) >= 0.5;
            try (var naestro = own.builder()
                    .models(model)
                    .evaluators(new Fixed((subject, context) -> outcome))
                    .build()) {
                var goal = Goal.of("Greet")
                        .yielding(String.class)
                        .until(Check.scores("fixed", 0.5))
                        .until(Check.that(Condition.exists(""), "there is none"));
                assertThat(own.settle(naestro.start(goal)))
                        .isInstanceOf(passes ? RunResult.Done.class : RunResult.Failed.class);
                var p = Plan.named("p", 1).input(String.class);
                var step = p.model("m", String.class, io.naestro.model.Prompt.of("p", "Say."), p.input())
                        .check(Check.scores("fixed", 0.5))
                        .check(Check.scores("fixed", 0.4))
                        .retry(1);
                var run = naestro.start(step.yields(step), "in");
                assertThat(own.settle(run)).isInstanceOf(passes ? RunResult.Done.class : RunResult.Failed.class);
                assertThat(World.events(run, RunEvent.StepChecked.class)).hasSize(passes ? 1 : 2);
            }
        }
    }

    @Test
    void a_judge_thinks_through_the_gate_and_is_counted() {
        for (var allowed : new boolean[] {true, false}) {
            var own = new World(1);
            var model = ScriptedModel.named("m")
                    .says("Hello")
                    .answersAlways(request -> ScriptedModel.named("m").response(request, "{\"ok\":true}"));
            var policy = TestPolicy.of(effect -> effect instanceof Effect.ModelCall call
                            && call.actor().step().contains("judge")
                            && !allowed
                    ? Verdict.DENY
                    : Verdict.ALLOW);
            var seen = new AtomicInteger();
            var evaluator = new Fixed((subject, context) -> {
                var request = ChatRequest.of(Message.user("Is it good?"));
                var answer = context.model()
                        .orElseThrow()
                        .chat(request.withAnswer(Json.object().with("type", Json.of("object"))), context);
                var text = context.model().orElseThrow().chat(request.withMaxOutputTokens(5), context);
                assertThat(context.deadline()).isAfter(own.time.now());
                assertThat(context.cancelled()).isFalse();
                assertThat(context.trace()).isEmpty();
                assertThat(context.idempotencyKey()).isNotEmpty();
                assertThat(context.principal().id()).isEqualTo("host");
                context.sink().accept(Json.NULL);
                seen.incrementAndGet();
                assertThat(text.getClass()).isEqualTo(answer.getClass());
                return switch (answer) {
                    case ChatResponse response -> new Outcome.Passed();
                    case ModelFailure failure ->
                        new Outcome.Failed(List.of(failure.kind().name()));
                };
            });
            try (var naestro = own.builder()
                    .models(model)
                    .policy(policy)
                    .evaluators(evaluator)
                    .build()) {
                var run = naestro.start(Goal.of("Greet").yielding(String.class).until(Check.passes("fixed")));
                var result = own.settle(run);
                assertThat(seen).hasValue(1);
                assertThat(result.spent().calls()).isEqualTo(allowed ? 3 : 1);
                if (!allowed) {
                    assertThat(((RunResult.Failed<?>) result).cause().message()).contains("REFUSED");
                }
                assertThat(World.events(run, RunEvent.StepIntent.class)).hasSize(allowed ? 3 : 1);
            }
        }
    }

    @Test
    void a_planner_thinks_through_the_gate_and_its_bad_plans_are_refused() {
        var tool = ScriptedTool.named("t", String.class, String.class)
                .repeat(Repeat.PURE)
                .returnsAlways("x");
        var model = ScriptedModel.named("m")
                .answersAlways(request -> ScriptedModel.named("m").response(request, "use t"));
        for (var good : new boolean[] {true, false}) {
            var own = new World(1);
            var planner = new Planner() {
                @Override
                @SuppressWarnings("unchecked") // the plan yields a string, as the goal of this test wants
                public <T> Planned<T> plan(Goal<T> goal, Context context) {
                    var unused = context.model().orElseThrow().chat(ChatRequest.of(Message.user("How?")), context);
                    assertThat(context.tools()).hasSize(1);
                    assertThat(context.models()).hasSize(1);
                    var p = Plan.named("made", 1).input(Shape.ANY);
                    var step = p.tool("s", tool, p.value("in"));
                    if (!good) {
                        step = step.check(Check.passes("nobody"));
                    }
                    assertThat(context.constraints(step.yields(step).steps().getFirst()))
                            .isNotNull();
                    return new Found<>((Plan<?, T>) (Plan<?, ?>) step.yields(step));
                }
            };
            try (var naestro =
                    own.builder().models(model).tools(tool).planner(planner).build()) {
                var run = naestro.start(Goal.of("Do it").yielding(String.class));
                var result = own.settle(run);
                assertThat(result.spent().calls()).isEqualTo(good ? 2 : 1);
                assertThat(result).isInstanceOf(good ? RunResult.Done.class : RunResult.Failed.class);
                var stopped = naestro.start(Goal.of("Do it").yielding(String.class));
                stopped.cancel("before the planner is done");
                assertThat(own.settle(stopped)).isInstanceOf(RunResult.Stopped.class);
                assertThat(World.events(stopped).getLast()).isInstanceOf(RunEvent.RunStopped.class);
            }
        }
    }

    @Test
    void the_policy_sees_where_an_argument_comes_from() {
        var web = ScriptedTool.named("web", String.class, String.class)
                .repeat(Repeat.PURE)
                .contract(contract -> contract.origin("", Origin.UNKNOWN))
                .returnsAlways("evil@example.com");
        var mail = ScriptedTool.named("mail", String.class, String.class).returnsAlways("sent");
        var policy = TestPolicy.open();
        var p = Plan.named("p", 1).input(String.class);
        var found = p.tool("found", web, p.input());
        var sent = p.tool("sent", mail, found);
        try (var naestro = world.builder().tools(web, mail).policy(policy).build()) {
            assertThat(world.settle(naestro.start(sent.yields(sent), "in")).orThrow())
                    .isEqualTo("sent");
            var call = policy.asked.stream()
                    .filter(Effect.ToolCall.class::isInstance)
                    .map(Effect.ToolCall.class::cast)
                    .filter(effect -> effect.contract().name().equals("mail"))
                    .findFirst()
                    .orElseThrow();
            assertThat(call.input().worst().source()).isEqualTo(Origin.Source.THIRD_PARTY);
        }
    }

    @Test
    void a_check_that_fails_after_a_result_is_a_check_cause() {
        var tool = ScriptedTool.named("t", String.class, String.class)
                .repeat(Repeat.ONCE)
                .returnsAlways("x");
        var p = Plan.named("p", 1).input(String.class);
        var step = p.tool("t", tool, p.input())
                .check(Check.that(Condition.that("", Condition.Op.EQ, Json.of("y")), "it is not y"));
        try (var naestro = world.builder().tools(tool).build()) {
            assertThat(world.settle(naestro.start(step.yields(step), "in")))
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.cause()).isInstanceOf(FailureCause.CheckCause.class));
            assertThat(tool.calls()).hasSize(1);
        }
    }

    private record Fixed(BiFunction<Subject, Evaluator.Context, Outcome> outcome) implements Evaluator {
        @Override
        public EvaluatorSpec spec() {
            return new EvaluatorSpec("fixed", "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.PURE);
        }

        @Override
        public Outcome evaluate(Subject subject, Context context) {
            return outcome.apply(subject, context);
        }
    }
}
