package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.naestro.base.JsonText;
import io.naestro.effect.Actor;
import io.naestro.effect.CallContext;
import io.naestro.effect.Effect;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.Usage;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.policy.Constraints;
import io.naestro.policy.Decision;
import io.naestro.policy.Policy;
import io.naestro.policy.Principal;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.ToolResult;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts, numbers and times beyond all bounds: no run ends without a type, and every store can be opened again. */
@Timeout(60)
class HostileTextTest {
    private static final String HUGE = "x".repeat(40_000_000);

    private final World world = new World(7);
    private final SharedJournal journal = new SharedJournal();

    static Stream<Json.Obj> details() {
        Json deep = Json.NULL;
        for (int i = 0; i < 100_000; i++) {
            deep = Json.array(deep);
        }
        return Stream.of(
                Json.object().with("x", Json.of(HUGE)),
                Json.object().with("x", Json.of(new BigDecimal("1e999999"))),
                Json.object().with("x", Json.of(new BigDecimal("1e-999999"))),
                Json.object().with("\ud800", Json.of(1)).with("\ud801", Json.of(2)),
                Json.object().with(HUGE, Json.of(1)),
                Json.object().with("x", deep),
                Json.object().with("x", Json.array(nested(200))));
    }

    private static Json nested(int depth) {
        var object = Json.object().with("end", Json.of("here"));
        for (int i = 0; i < depth; i++) {
            object = Json.object().with("in", object);
        }
        return object;
    }

    @ParameterizedTest
    @MethodSource("details")
    void details_of_a_failure_are_cut_to_what_can_be_read_back(Json.Obj details) {
        var failure = ModelFailure.of(ModelFailure.Kind.BILLING, "no money");
        var told = new ModelFailure(failure.kind(), failure.message(), null, false, false, details);
        var result = asking(() -> told);
        assertThat(kind(result)).isEqualTo(ModelFailure.Kind.BILLING);
        opensAgain();
    }

    static Stream<Supplier<ChatResult>> answers() {
        return Stream.of(
                () -> new ChatResponse("a", List.of(), ChatResponse.Finish.STOP, max(), null, "m"),
                () -> ChatResponse.of(none(), Usage.NONE, "m"),
                () -> ChatResponse.of("a", none(), "m"),
                () -> ModelFailure.of(none(), "m"),
                () -> ModelFailure.of(ModelFailure.Kind.FAULT, none()),
                () -> {
                    throw new Unspeakable();
                });
    }

    @ParameterizedTest
    @MethodSource("answers")
    void an_answer_that_cannot_be_used_is_a_fault_at_once(Supplier<ChatResult> answer) {
        var before = world.time.now();
        assertThat(kind(asking(answer))).isEqualTo(ModelFailure.Kind.FAULT);
        assertThat(world.time.now()).isEqualTo(before);
        opensAgain();
    }

    @Test
    void a_tool_that_throws_what_cannot_even_be_described_is_a_fault_at_once() {
        var bad = ScriptedTool.named("bad", String.class, String.class).throwing(Unspeakable::new);
        try (var naestro = world.builder().journal(journal).tools(bad).build()) {
            var p = Plan.named("p", 1).input(String.class);
            var step = p.tool("bad", bad, p.input());
            var failed = (RunResult.Failed<String>) world.settle(naestro.start(step.yields(step), "in"));
            assertThat(failed.cause().message()).isEqualTo("tool bad@1: FAULT, Unspeakable");
        }
        opensAgain();
    }

    @Test
    void a_tool_whose_failure_is_null_is_a_fault_at_once() {
        var bad = ScriptedTool.named("bad", String.class, String.class)
                .answersAlways(input -> new ToolResult.Failed<>(none()));
        try (var naestro = world.builder().journal(journal).tools(bad).build()) {
            var p = Plan.named("p", 1).input(String.class);
            var step = p.tool("bad", bad, p.input());
            var failed = (RunResult.Failed<String>) world.settle(naestro.start(step.yields(step), "in"));
            assertThat(failed.cause().message()).startsWith("tool bad@1: FAULT, NullPointerException");
        }
        opensAgain();
    }

    @Test
    void what_people_say_is_cut() {
        try (var naestro = waiting().build()) {
            var cancelled = naestro.start(asks(), "in");
            world.scheduler.runReady();
            cancelled.cancel(HUGE);
            assertThat(reason(cancelled)).hasSize(Fitting.LONGEST + 1).endsWith("…");

            var refused = naestro.start(asks(), "in");
            world.scheduler.runReady();
            var question =
                    ((RunResult.Waiting<String>) refused.poll()).approvals().getFirst();
            naestro.approvals().refuse(question.id(), question.digest(), HUGE, Principal.by("ann"));
            world.scheduler.runReady();
            assertThat(reason(refused)).hasSize(Fitting.LONGEST + 1);

            var halted = naestro.start(asks(), "in");
            naestro.halt(HUGE);
            world.scheduler.runReady();
            assertThat(reason(halted)).hasSize(Fitting.LONGEST + 1);
        }
        opensAgain();
    }

    @Test
    void what_policies_and_planners_say_is_cut() {
        var wordy = new Policy() {
            @Override
            public Constraints constraints(Actor actor, Step step) {
                return Constraints.NONE;
            }

            @Override
            public Decision decide(Effect effect) {
                return Decision.deny(effect.actor().mode(), HUGE, HUGE, HUGE, TestPolicy.DIGEST);
            }

            @Override
            public Digest digest() {
                return TestPolicy.DIGEST;
            }
        };
        var tool = ScriptedTool.named("t", String.class, String.class).returnsAlways("fine");
        try (var naestro =
                world.builder().journal(journal).policy(wordy).tools(tool).build()) {
            var p = Plan.named("p", 1).input(String.class);
            var step = p.tool("t", tool, p.input());
            var run = naestro.start(step.yields(step), "in");
            world.scheduler.runReady();
            assertThat(reason(run)).hasSize(Fitting.LONGEST + 1);
            assertThat(World.events(run, RunEvent.EffectDecided.class)
                            .getFirst()
                            .reason())
                    .hasSize(Fitting.LONGEST + 1);
        }
        var hopeless = new Planner() {
            @Override
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                return new NoPlan<>(List.of(new PlanProblem(PlanProblem.Kind.NO_PLAN, null, "plan", HUGE, HUGE)));
            }
        };
        try (var naestro = world.builder().journal(journal).planner(hopeless).build()) {
            assertThat(world.settle(naestro.start(Goal.of("x").yielding(String.class))))
                    .isInstanceOf(RunResult.Failed.class);
        }
        opensAgain();
    }

    @Test
    void many_long_texts_together_are_cut_too() {
        var texts = new Json.Arr(Collections.nCopies(2_000, Json.of("y".repeat(9_000))));
        var fitted = (Json.Arr) Fitting.cut(texts).orElseThrow();
        assertThat(JsonText.write(fitted).length()).isBetween(4_000_000, 5_000_000);
        assertThat(fitted.items()).hasSize(2_000);
    }

    @Test
    void what_fits_is_left_as_it_is() {
        var event = Json.object()
                .with("text", Json.of("Grüße 🙂"))
                .with("list", Json.array(Json.of(1), Json.of(2.5), Json.NULL, Json.of(true)))
                .with("object", Json.object().with("a", Json.of("b")));
        assertThat(Fitting.cut(event)).isEmpty();
    }

    @Test
    void names_of_people_are_bounded() {
        assertThatCode(() -> Principal.by("x".repeat(200))).doesNotThrowAnyException();
        for (var name : List.of(HUGE, "x".repeat(201), " ", "a\nb")) {
            assertThatCode(() -> Principal.by(name)).hasMessageContaining("1 to 200 characters");
            assertThatCode(() -> Principal.by("ann").of(name)).hasMessageContaining("tenant");
            assertThatCode(() -> Principal.by("ann").with(name)).hasMessageContaining("role");
        }
    }

    @Test
    void times_without_end_are_refused_in_a_plan_and_as_good_as_a_century_elsewhere() {
        var forever = Duration.ofSeconds(Long.MAX_VALUE);
        var tool = ScriptedTool.named("t", String.class, String.class)
                .contract(contract -> contract.timeout(forever))
                .returnsAlways("fine");
        try (var naestro = world.builder().journal(journal).tools(tool).build()) {
            var p = Plan.named("p", 1).input(String.class);
            var step = p.tool("t", tool, p.input());
            var run = naestro.start(step.yields(step), "in");
            world.scheduler.runReady();
            assertThat(run.poll()).isInstanceOf(RunResult.Done.class);
            var intent = World.events(run, RunEvent.StepIntent.class).getFirst();
            assertThat(intent.deadline()).isEqualTo(world.time.now().plus(Duration.ofDays(36_525)));

            var q = Plan.named("p", 1).input(String.class);
            var long1 = q.tool("t", tool, q.input()).timeout(forever).budget(Budget.of(forever));
            var plan = long1.yields(long1).within(Budget.of(forever));
            assertThat(naestro.validate(plan))
                    .extracting(PlanProblem::field)
                    .containsExactlyInAnyOrder("options.timeout", "options.budget.time", "budget.time");
            assertThatCode(() -> naestro.start(plan, "in"))
                    .isInstanceOf(InvalidPlanException.class)
                    .hasMessageContaining("longer than 100 years");
            assertThat(naestro.runs().list(9)).as("nothing more is written").hasSize(1);
        }
        try (var naestro = waiting().build()) {
            var goal = naestro.start(Goal.of("Greet").yielding(String.class).by(Instant.MAX));
            world.scheduler.runReady();
            assertThat(goal.poll()).isNotNull();
        }
        opensAgain();
    }

    private RunResult<String> asking(Supplier<ChatResult> answer) {
        var model = new Answering(ScriptedModel.named("m").card(), answer);
        try (var naestro = world.builder().journal(journal).models(model).build()) {
            var run = naestro.start(Goal.of("Greet").yielding(String.class));
            world.scheduler.runReady();
            return run.poll();
        }
    }

    private NaestroBuilder waiting() {
        return world.builder().journal(journal).models(ScriptedModel.named("m").says("hi"));
    }

    private static Plan<String, String> asks() {
        var p = Plan.named("asks", 1).input(String.class);
        var value = p.value("x");
        return p.approval("ask", value).yields(value);
    }

    private void opensAgain() {
        try (var naestro = world.builder().journal(journal).build()) {
            assertThat(naestro.runs().list(10)).isNotEmpty();
        }
    }

    private static ModelFailure.Kind kind(RunResult<String> result) {
        var failed = (RunResult.Failed<String>) result;
        return ((FailureCause.ModelCause) failed.cause()).failure().kind();
    }

    private static String reason(Run<?> run) {
        return ((RunResult.Stopped<?>) run.poll()).reason();
    }

    private static Usage max() {
        return new Usage(Long.MAX_VALUE, 0, Long.MAX_VALUE, 0);
    }

    /** What a plug-in that was not checked for nulls hands over. */
    @SuppressWarnings({"unchecked", "NullAway"}) // the point of the test
    private static <T> T none() {
        return (T) Map.of().get("none");
    }

    /** A failure whose own message fails. */
    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no words");
        }
    }

    private record Answering(ModelCard card, Supplier<ChatResult> answer) implements ChatModel {
        @Override
        public ChatResult chat(ChatRequest request, CallContext context) {
            return answer.get();
        }
    }
}
