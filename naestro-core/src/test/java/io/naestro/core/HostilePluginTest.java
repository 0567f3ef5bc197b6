package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Actor;
import io.naestro.effect.CallContext;
import io.naestro.effect.Effect;
import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.memory.Memory;
import io.naestro.memory.MemoryRecord;
import io.naestro.memory.MemoryScope;
import io.naestro.memory.Recall;
import io.naestro.memory.RecallQuery;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Mode;
import io.naestro.policy.Policy;
import io.naestro.route.NextHop;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import io.naestro.run.FailureCause;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import io.naestro.tool.Tool;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a plug-in does, the run ends in a typed way, no thread is stuck, and the journal can be read. */
@Timeout(60)
class HostilePluginTest {
    private final World world = new World(7);

    /** Ways to misbehave: each throws or returns null. */
    static Stream<Supplier<?>> attacks() {
        return Stream.of(
                () -> null,
                () -> {
                    throw new IllegalStateException("broken " + "x".repeat(10_000));
                },
                () -> {
                    throw new NoClassDefFoundError("com/example/Gone");
                },
                HostilePluginTest::overflow,
                () -> {
                    throw new IllegalStateException() {
                        private static final long serialVersionUID = 1L;

                        @Override
                        public String getMessage() {
                            throw new IllegalStateException("no message");
                        }
                    };
                });
    }

    @SuppressWarnings("InfiniteRecursion") // that is the attack
    private static Object overflow() {
        return List.of(overflow());
    }

    @SuppressWarnings("unchecked") // an attack gives whatever it likes, of any type
    private static <T> T run(Supplier<?> attack) {
        return (T) attack.get();
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_tool_fails_with_a_fault_and_other_steps_still_end(Supplier<?> attack) {
        var bad = new Evil(Repeat.PURE, context -> run(attack));
        var good = ScriptedTool.named("good", String.class, String.class).returnsAlways("fine");
        try (var naestro = world.builder().tools(bad, good).build()) {
            var p = Plan.named("p", 1).input(String.class);
            var one = p.tool("good", good, p.input());
            var two = p.tool("bad", bad, one);
            var result = world.settle(naestro.start(two.yields(two), "in"));
            assertThat(result).isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
                assertThat(failed.step()).isEqualTo("bad");
                assertThat(kind(failed.cause())).isEqualTo("FAULT");
                assertThat(failed.cause().message().length()).isLessThan(400);
                assertThat(failed.partial().toString()).contains("good");
            });
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_model_fails_with_a_fault(Supplier<?> attack) {
        var model = new EvilModel(ScriptedModel.named("m").card(), () -> run(attack));
        try (var naestro = world.builder().models(model).build()) {
            var result = world.settle(naestro.start(Goal.of("Greet").yielding(String.class)));
            assertThat(result)
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(kind(failed.cause())).isEqualTo("FAULT"));
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void an_evaluator_leaves_the_result_unscored_and_the_check_fails(Supplier<?> attack) {
        var tool = ScriptedTool.named("t", String.class, String.class)
                .repeat(Repeat.PURE)
                .returnsAlways("fine");
        try (var naestro = world.builder()
                .tools(tool)
                .evaluators(new EvilEvaluator(context -> run(attack)))
                .build()) {
            var p = Plan.named("p", 1).input(String.class);
            var step = p.tool("t", tool, p.input()).check(Check.passes("evil")).retry(1);
            var run = naestro.start(step.yields(step), "in");
            assertThat(world.settle(run))
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.cause()).isInstanceOf(FailureCause.CheckCause.class));
            assertThat(World.events(run, RunEvent.StepIntent.class)).hasSize(2);
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_planner_gives_no_plan(Supplier<?> attack) {
        try (var naestro =
                world.builder().planner(new EvilPlanner(context -> run(attack))).build()) {
            assertThat(world.settle(naestro.start(Goal.of("Greet").yielding(String.class))))
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.cause()).isInstanceOf(FailureCause.PlanCause.class));
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_router_has_no_route(Supplier<?> attack) {
        var model = ScriptedModel.named("m").says("never");
        try (var naestro = world.builder()
                .models(model)
                .router(new EvilRouter(attack, attack, attack))
                .build()) {
            assertThat(world.settle(naestro.start(Goal.of("Greet").yielding(String.class))))
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.cause()).isInstanceOf(FailureCause.RouteCause.class));
            assertThat(model.requests()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_router_that_fails_after_its_route_gives_up_or_learns_nothing(Supplier<?> attack) {
        var model = ScriptedModel.named("m").fails(ModelFailure.Kind.OVERLOADED).says("Hello");
        try (var naestro = world.builder()
                .models(model)
                .router(new EvilRouter(null, attack, attack))
                .build()) {
            var failed = world.settle(naestro.start(Goal.of("Greet").yielding(String.class)));
            assertThat(failed).isInstanceOf(RunResult.Failed.class);
            assertThat(world.settle(naestro.start(Goal.of("Greet").yielding(String.class))))
                    .isInstanceOf(RunResult.Done.class);
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_policy_denies(Supplier<?> attack) {
        var tool = ScriptedTool.named("t", String.class, String.class).returnsAlways("never");
        try (var naestro = world.builder()
                .tools(tool)
                .policy(new EvilPolicy(() -> Constraints.NONE, attack))
                .build()) {
            assertThat(world.settle(naestro.start(plan(tool), "in")))
                    .isInstanceOfSatisfying(
                            RunResult.Stopped.class,
                            stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.DENIED));
            assertThat(tool.calls()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_policy_that_cannot_tell_its_constraints_allows_no_plan(Supplier<?> attack) {
        var tool = ScriptedTool.named("t", String.class, String.class).returnsAlways("never");
        try (var naestro = world.builder()
                .tools(tool)
                .policy(new EvilPolicy(attack, attack))
                .build()) {
            assertThat(naestro.validate(plan(tool))).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("attacks")
    void a_memory_does_not_change_the_result(Supplier<?> attack) {
        var model = ScriptedModel.named("m").says("Hello");
        try (var naestro =
                world.builder().models(model).memory(new EvilMemory(attack)).build()) {
            var run = naestro.start(Goal.of("Greet").yielding(String.class));
            assertThat(world.settle(run)).isInstanceOf(RunResult.Done.class);
            assertThat(World.events(run).getLast())
                    .isInstanceOfAny(RunEvent.RunDone.class, RunEvent.RunRemembered.class);
        }
    }

    @Test
    void a_tool_that_ignores_interrupts_is_cut_off_and_may_use_nothing_any_more() throws InterruptedException {
        var free = new CountDownLatch(1);
        var refused = new CountDownLatch(1);
        var stuck = new Evil(Repeat.PURE, context -> {
            while (free.getCount() > 0) {
                try {
                    free.await();
                } catch (InterruptedException e) {
                    // ignored on purpose
                }
            }
            try {
                context.files().list("data:/", 1);
            } catch (Exception e) {
                refused.countDown();
            }
            return ToolResult.of("late");
        });
        try (var naestro = Naestro.builder()
                .mode(Mode.AUTO)
                .policy(TestPolicy.open())
                .tools(stuck)
                .build()) {
            var p = Plan.named("p", 1).input(String.class);
            var step = p.tool("t", stuck, p.input()).timeout(Duration.ofMillis(50));
            var run = naestro.start(step.yields(step), "in");
            assertThat(run.await(Duration.ofSeconds(30)))
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(kind(failed.cause())).isEqualTo("TIMEOUT"));
            var before = run.events(0, 100).size();
            free.countDown();
            assertThat(refused.await(30, TimeUnit.SECONDS)).isTrue();
            assertThat(run.events(0, 100)).hasSize(before);
        }
    }

    @Test
    void a_result_that_could_not_be_read_back_is_refused() {
        Json deep = Json.of("x");
        for (int i = 0; i < 100_000; i++) {
            deep = new Json.Arr(List.of(deep));
        }
        var bomb = deep;
        for (var value : List.of(bomb, Json.of("x".repeat(20_000_000)))) {
            var tool = ScriptedTool.named("t", String.class, Json.class)
                    .repeat(Repeat.PURE)
                    .returnsAlways(value);
            var own = new World(1);
            try (var naestro = own.builder().tools(tool).build()) {
                var p = Plan.named("p", 1).input(String.class);
                var step = p.tool("t", tool, p.input());
                assertThat(own.settle(naestro.start(step.yields(step), "in")))
                        .isInstanceOfSatisfying(
                                RunResult.Failed.class,
                                failed -> assertThat(kind(failed.cause())).isIn("FAULT", "INVALID_OUTPUT"));
            }
        }
    }

    @Test
    void a_large_result_is_read_to_find_out_that_it_can_be() {
        var texts = Collections.<Json>nCopies(100, Json.of("x".repeat(1_000)));
        var tool = ScriptedTool.named("t", String.class, Json.class)
                .repeat(Repeat.PURE)
                .returnsAlways(new Json.Arr(texts));
        try (var naestro = world.builder().tools(tool).build()) {
            var p = Plan.named("p", 1).input(String.class);
            var step = p.tool("t", tool, p.input());
            assertThat(world.settle(naestro.start(step.yields(step), "in"))).isInstanceOf(RunResult.Done.class);
        }
    }

    @Test
    void a_megabyte_of_nonsense_from_a_model_is_an_answer_that_cannot_be_used() {
        record Greeting(String text) {}
        var model = ScriptedModel.named("m")
                .answersAlways(request -> ScriptedModel.named("m").response(request, "\u0000{[".repeat(350_000)));
        try (var naestro = world.builder().models(model).build()) {
            assertThat(world.settle(naestro.start(Goal.of("Greet").yielding(Greeting.class))))
                    .isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
                        assertThat(kind(failed.cause())).isEqualTo("INVALID_ANSWER");
                        assertThat(failed.cause().message().length()).isLessThan(500);
                    });
        }
    }

    @Test
    void a_bill_that_cannot_be_added_is_replaced_by_what_was_reserved() {
        for (var bill : List.of(Money.of("USD", "1"), Money.of("EUR", "-1"))) {
            var own = new World(1);
            var tool = ScriptedTool.named("t", String.class, String.class)
                    .repeat(Repeat.PURE)
                    .contract(contract -> contract.cost(Money.eur("0.10")))
                    .answersAlways(in -> new ToolResult.Ok<>(in, bill));
            try (var naestro = own.builder().tools(tool).build()) {
                assertThat(own.settle(naestro.start(plan(tool), "in")))
                        .isInstanceOfSatisfying(RunResult.Failed.class, failed -> {
                            assertThat(kind(failed.cause())).isEqualTo("INVALID_OUTPUT");
                            assertThat(failed.spent().money()).isEqualTo(Money.eur("0.10"));
                        });
            }
        }
    }

    @Test
    void plug_ins_may_call_back_into_naestro() {
        var naestro = new AtomicReference<Naestro>();
        var inner = new AtomicInteger();
        var model = ScriptedModel.named("m")
                .answersAlways(request -> ScriptedModel.named("m").response(request, "Hi"));
        Supplier<?> callBack = () -> {
            var it = naestro.get();
            if (it != null && inner.getAndIncrement() < 3) {
                it.start(Goal.of("Inner").yielding(String.class));
            }
            if (it != null) {
                it.approvals().open("default");
                it.runs().list(10).forEach(run -> it.runs().find(run.id()));
            }
            return null;
        };
        var tool = new Evil(Repeat.PURE, context -> {
            assertThat(callBack.get()).isNull();
            return ToolResult.of("called back");
        });
        var policy = TestPolicy.of(effect -> {
            assertThat(callBack.get()).isNull();
            return io.naestro.policy.Verdict.ALLOW;
        });
        try (var it = world.builder().models(model).tools(tool).policy(policy).build()) {
            naestro.set(it);
            assertThat(world.settle(it.start(plan(tool), "in")).orThrow()).isEqualTo("called back");
            assertThat(it.runs().list(10))
                    .hasSize(4)
                    .allMatch(run -> run.state().name().equals("DONE"));
        }
    }

    @Test
    void a_tool_may_close_the_instance_it_runs_in() {
        var naestro = new AtomicReference<Naestro>();
        var tool = new Evil(Repeat.PURE, context -> {
            naestro.get().close();
            return ToolResult.of("closed");
        });
        var it = Naestro.builder()
                .mode(Mode.AUTO)
                .policy(TestPolicy.open())
                .patience(Duration.ofMillis(100))
                .tools(tool)
                .build();
        naestro.set(it);
        var run = it.start(plan(tool), "in");
        assertThat(run.await(Duration.ofSeconds(30)))
                .isInstanceOfSatisfying(
                        RunResult.Stopped.class,
                        stopped -> assertThat(stopped.cause()).isEqualTo(StopCause.CANCELLED));
        it.close();
    }

    @Test
    void a_journal_that_fails_is_told_to_whoever_waits() {
        var journal = new BrokenJournal();
        var tool = ScriptedTool.named("t", String.class, String.class)
                .repeat(Repeat.PURE)
                .returnsAlways("x");
        try (var naestro = world.builder().tools(tool).journal(journal).build()) {
            var one = naestro.start(plan(tool), "in");
            var two = naestro.start(plan(tool), "in");
            journal.broken = true;
            world.scheduler.runUntilIdle();
            journal.broken = false;
            assertThat(one.poll())
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.cause()).isInstanceOf(FailureCause.EngineCause.class));
            assertThat(two.poll()).isInstanceOf(RunResult.Failed.class);
            naestro.halt("it is broken anyway");
            assertThat(one.events(0, 100)).isNotEmpty();
        }
    }

    private static Plan<String, String> plan(Tool<String, String> tool) {
        var p = Plan.named("p", 1).input(String.class);
        var step = p.tool("t", tool, p.input());
        return step.yields(step);
    }

    static String kind(FailureCause cause) {
        return switch (cause) {
            case FailureCause.ToolCause tool -> tool.failure().kind().name();
            case FailureCause.ModelCause model -> model.failure().kind().name();
            default -> cause.toString();
        };
    }

    /** What a plug-in does when it is called. */
    private interface Act<C, R> {
        R on(C context);
    }

    private record Evil(Repeat repeat, Act<ToolContext, ToolResult<String>> act) implements Tool<String, String> {
        @Override
        public ToolContract<String, String> contract() {
            return ToolContract.named("evil", String.class, String.class)
                    .description("misbehaves")
                    .repeat(repeat)
                    .touches(io.naestro.tool.Touch.FILES_READ)
                    .build();
        }

        @Override
        public ToolResult<String> call(String input, ToolContext context) {
            return act.on(context);
        }
    }

    private record EvilModel(ModelCard card, Supplier<ChatResult> answer) implements ChatModel {
        @Override
        public ChatResult chat(ChatRequest request, CallContext context) {
            return answer.get();
        }
    }

    private record EvilEvaluator(Act<Evaluator.Context, Outcome> act) implements Evaluator {
        @Override
        public EvaluatorSpec spec() {
            return new EvaluatorSpec("evil", "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.PURE);
        }

        @Override
        public Outcome evaluate(Subject subject, Context context) {
            return act.on(context);
        }
    }

    private record EvilPlanner(Act<Planner.Context, Object> act) implements Planner {
        @Override
        @SuppressWarnings("unchecked") // that it may be something else is what the test is about
        public <T> Planned<T> plan(Goal<T> goal, Context context) {
            return (Planned<T>) act.on(context);
        }
    }

    private static final class EvilRouter implements Router {
        private final FirstEligible honest = new FirstEligible();
        private final @Nullable Supplier<?> route;
        private final Supplier<?> next;
        private final Supplier<?> learn;

        private EvilRouter(@Nullable Supplier<?> route, Supplier<?> next, Supplier<?> learn) {
            this.route = route;
            this.next = next;
            this.learn = learn;
        }

        @Override
        public Routed route(RouteRequest request) {
            return route == null ? honest.route(request) : HostilePluginTest.run(route);
        }

        @Override
        public NextHop next(Setback setback) {
            return HostilePluginTest.run(next);
        }

        @Override
        public void learn(RouteFeedback feedback) {
            HostilePluginTest.run(learn);
        }
    }

    private record EvilPolicy(Supplier<?> constraints, Supplier<?> decision) implements Policy {
        @Override
        public Constraints constraints(Actor actor, Step step) {
            return run(constraints);
        }

        @Override
        public Decision decide(Effect effect) {
            return run(decision);
        }

        @Override
        public Digest digest() {
            return TestPolicy.DIGEST;
        }
    }

    private record EvilMemory(Supplier<?> act) implements Memory {
        @Override
        public void keep(MemoryScope scope, List<MemoryRecord> records) {
            run(act);
        }

        @Override
        public Recall recall(MemoryScope scope, RecallQuery query) {
            return run(act);
        }

        @Override
        public void retract(MemoryScope scope, String record, Instant at) {
            run(act);
        }

        @Override
        public List<String> erase(MemoryScope scope, String source) {
            return run(act);
        }
    }

    /** A journal in memory whose disk is full for a while. */
    private static final class BrokenJournal extends WrappedJournal {
        private boolean broken;

        @Override
        public void append(Claim claim, long first, List<byte[]> records, Durability durability) {
            if (broken) {
                throw new io.naestro.run.JournalFailure(
                        io.naestro.run.JournalFailure.Kind.FULL, "the disk is full", null);
            }
            super.append(claim, first, records, durability);
        }
    }
}
