package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.JsonText;
import io.naestro.base.Schemas;
import io.naestro.base.Values;
import io.naestro.effect.Actor;
import io.naestro.effect.Effect;
import io.naestro.effect.Origin;
import io.naestro.effect.Payload;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.json.Pointer;
import io.naestro.json.Shape;
import io.naestro.model.ChatRequest;
import io.naestro.model.Message;
import io.naestro.model.ModelCard;
import io.naestro.model.Prompt;
import io.naestro.model.Residency;
import io.naestro.plan.Binding;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.Planner;
import io.naestro.plan.Step;
import io.naestro.plan.StepOptions;
import io.naestro.plan.ToolRef;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.policy.Verdict;
import io.naestro.run.Spend;
import io.naestro.tool.ToolContract;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a host gets that gives no parts of its own. */
class DefaultPartsTest {
    private static final Actor ACTOR = Actor.of(Principal.HOST, "worker", Mode.AUTO);

    record Greeting(String text) {}

    @Nested
    class WithoutAPolicy {
        private final LocalModelsOnly policy = new LocalModelsOnly();

        @Test
        void local_models_are_allowed() {
            assertThat(policy.decide(model(Residency.LOCAL)).verdict()).isEqualTo(Verdict.ALLOW);
            assertThat(policy.decide(model(Residency.LOCAL)).policy()).isEqualTo(policy.digest());
        }

        @Test
        void models_elsewhere_are_denied_with_the_rule_that_would_allow_them() {
            for (var residency : List.of(Residency.CLOUD, Residency.ON_PREMISES)) {
                var decision = policy.decide(model(residency));
                assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
                assertThat(decision.remedy()).isEqualTo("policy rule { id: allow-it, verdict: allow, models: [qwen] }");
            }
        }

        @Test
        void people_may_be_asked() {
            var decision =
                    policy.decide(new Effect.Agreement(ACTOR, Payload.of(Json.NULL, Origin.USER), Folded.ACTION));
            assertThat(decision.verdict()).isEqualTo(Verdict.ASK);
            assertThat(decision.mode()).isEqualTo(Mode.AUTO);
        }

        @Test
        void tools_are_denied_with_the_rule_that_would_allow_them() {
            var contract = ToolContract.named("fs.read", Json.class, Json.class).build();
            var call = new Effect.ToolCall(
                    ACTOR, contract, Payload.of(Json.NULL, Origin.USER), List.of(), Folded.ACTION, Spend.NOTHING);
            assertThat(policy.decide(call).verdict()).isEqualTo(Verdict.DENY);
            assertThat(policy.decide(call).remedy()).contains("tools: [fs.read]");
        }

        @Test
        void everything_else_is_denied() {
            var decision = policy.decide(new Effect.SelfChange(ACTOR, "prompt", Folded.ACTION));
            assertThat(decision.verdict()).isEqualTo(Verdict.DENY);
            assertThat(decision.remedy()).contains("Naestro.builder().policy(");
        }

        @Test
        void a_plan_may_have_model_steps_for_local_models_and_questions_only() {
            var inner = Plan.named("inner", 1).input(Json.class);
            var whole = Plan.named("outer", 1).input(Json.class);
            whole.model("ask", String.class, Prompt.of("p", "?"), whole.input());
            whole.approval("people", whole.input());
            whole.agent("agent", String.class, "worker", "task");
            whole.subPlan("sub", inner.yields(inner.input()), whole.input());
            var steps = whole.yields(whole.input()).steps();
            var local = policy.constraints(ACTOR, steps.get(0));
            assertThat(local.verdict()).isEqualTo(Verdict.ALLOW);
            assertThat(local.residencies()).containsExactly(Residency.LOCAL);
            assertThat(policy.constraints(ACTOR, steps.get(1)).verdict()).isEqualTo(Verdict.ASK);
            assertThat(policy.constraints(ACTOR, steps.get(2)).verdict()).isEqualTo(Verdict.DENY);
            assertThat(policy.constraints(ACTOR, steps.get(3)).verdict()).isEqualTo(Verdict.DENY);
        }

        @Test
        void a_map_step_is_as_its_body() {
            var body = new Step.ToolStep(
                    "read",
                    StepOptions.DEFAULT,
                    new ToolRef("fs.read", 1),
                    new Binding.ItemBinding(Pointer.ROOT),
                    Shape.ANY);
            var map = new Step.MapStep("all", StepOptions.DEFAULT, new Binding.LiteralBinding(Json.array()), body, 1);
            assertThat(policy.constraints(ACTOR, map)).isEqualTo(policy.constraints(ACTOR, body));
            assertThat(policy.constraints(ACTOR, map).remedy()).contains("tools: [fs.read]");
        }

        private static Effect model(Residency residency) {
            var card = ModelCard.named("qwen").residency(residency).build();
            return Effect.ModelCall.of(ACTOR, card, Payload.of(Json.NULL, Origin.USER), Folded.ACTION, Spend.NOTHING);
        }
    }

    @Nested
    class WithoutATokenCounter {
        @Test
        void every_byte_of_the_request_counts_and_64_for_each_message() {
            var request = ChatRequest.of(Message.system("Grüße"), Message.user("漢字 ".repeat(1_000)))
                    .withAnswer(Schemas.of(Shape.of(Greeting.class)));
            var bytes = JsonText.write(Values.write(request)).getBytes(StandardCharsets.UTF_8).length;
            assertThat(new ByteCounter().upperBound(request)).isEqualTo(bytes + 128L);
            assertThat(bytes).isGreaterThan(7_000);
        }
    }

    @Nested
    class WithoutAPlanner {
        @Test
        void a_goal_is_one_model_step_with_one_more_attempt() {
            var goal = Goal.of("Greet Ada").yielding(Greeting.class);
            var planned = new OneStepPlanner().plan(goal, noContext());
            var plan = ((Planner.Found<Greeting>) planned).plan();
            var step = (Step.ModelStep) plan.steps().getFirst();
            assertThat(plan.steps()).hasSize(1);
            assertThat(step.prompt().text()).isEqualTo("Greet Ada");
            assertThat(step.output()).isEqualTo(goal.result());
            assertThat(step.options().retry().retries()).isOne();
            assertThat(plan.output()).isEqualTo(goal.result());
        }
    }

    @Nested
    class OfThisMachine {
        @Test
        void instants_are_cut_to_milliseconds_and_nanoseconds_never_go_back() {
            var time = new SystemTime();
            var now = time.now();
            assertThat(now).isEqualTo(now.truncatedTo(ChronoUnit.MILLIS));
            assertThat(Duration.between(now, Instant.now()).abs()).isLessThan(Duration.ofDays(1));
            var before = time.nanos();
            assertThat(time.nanos() - before).isNotNegative();
        }

        @Test
        void random_numbers_differ() {
            var random = new SystemRandom();
            assertThat(Stream.generate(random::nextLong).limit(100).collect(Collectors.toSet()))
                    .hasSize(100);
        }
    }

    @Nested
    class KillSwitches {
        private final Switches switches = new Switches();

        @Test
        void halt_until_released() {
            assertThat(switches.halted()).isEmpty();
            switches.halt("fire");
            assertThat(switches.halted()).contains("fire");
            switches.release();
            assertThat(switches.halted()).isEmpty();
        }

        @Test
        void quarantine_until_lifted() {
            switches.quarantine("tool:fs.write");
            assertThat(switches.quarantined("tool:fs.write")).isTrue();
            assertThat(switches.quarantined("tool:fs.read")).isFalse();
            switches.lift("tool:fs.write");
            assertThat(switches.quarantined("tool:fs.write")).isFalse();
        }
    }

    @Nested
    class GoalsAsText {
        @Test
        void keep_all_but_the_class_of_the_result_which_becomes_its_schema() {
            var goal = Goal.of("Greet")
                    .given("name", "Ada")
                    .yielding(Greeting.class)
                    .within(Budget.UNLIMITED.withCalls(3))
                    .by(Folded.START)
                    .until(Check.passes("judge"));
            var read = Goals.read(JsonText.parse(JsonText.write(Goals.write(goal))), goal.given());
            assertThat(read)
                    .isEqualTo(new Goal<>(
                            "Greet",
                            goal.given(),
                            Shape.schema(Schemas.of(goal.result())),
                            goal.budget(),
                            goal.deadline(),
                            goal.success()));
        }

        @Test
        void may_have_neither_limit_nor_inputs_and_members_of_a_later_release() {
            var read = Goals.read(
                    ((Json.Obj) Goals.write(Goal.of("Greet"))).with("mood", "good"),
                    Goal.of("Greet").given());
            assertThat(read).isEqualTo(Goal.of("Greet"));
        }
    }

    /** A planner that looks at nothing needs nothing. */
    private static Planner.Context noContext() {
        return (Planner.Context) Proxy.newProxyInstance(
                Planner.Context.class.getClassLoader(),
                new Class<?>[] {Planner.Context.class},
                (proxy, method, args) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
