package io.naestro.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.tools.Fetch;
import io.naestro.core.tools.Tools;
import io.naestro.effect.CallContext;
import io.naestro.effect.Effect;
import io.naestro.effect.Resource;
import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.goal.Money;
import io.naestro.json.Digest;
import io.naestro.json.Json;
import io.naestro.model.ChatModel;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.ModelCard;
import io.naestro.model.Price;
import io.naestro.model.Prompt;
import io.naestro.model.Residency;
import io.naestro.model.Usage;
import io.naestro.plan.Check;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.Planner;
import io.naestro.policy.Decision;
import io.naestro.policy.Obligation;
import io.naestro.policy.Verdict;
import io.naestro.run.FailureCause;
import io.naestro.run.JournalFailure;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.AccessRefused;
import io.naestro.tool.Repeat;
import io.naestro.tool.ToolContext;
import io.naestro.tool.ToolContract;
import io.naestro.tool.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Where runs meet what is rare: numbers that cannot be kept, plans that do not come, journals that fail half way. */
class EdgesTest {
    private final World world = new World(11);

    @Test
    void keeps_the_limit_on_calls_at_the_same_time() {
        var tool = ScriptedTool.named("t", String.class, String.class)
                .repeat(Repeat.PURE)
                .returnsAlways("done");
        var p = Plan.named("wide", 1).input(String.class);
        var refs = new ArrayList<io.naestro.plan.Ref<String>>();
        for (int i = 0; i < 4; i++) {
            refs.add(p.tool("t-" + i, tool, p.input()));
        }
        var run = start(world.builder().tools(tool).mostCalls(1), p.yields(p.list(String.class, refs)), "in");
        assertThat(world.settle(run).orThrow()).hasSize(4);
        var events = World.events(run).stream()
                .filter(event -> event instanceof RunEvent.StepIntent || event instanceof RunEvent.StepOutcome)
                .map(event -> event.getClass().getSimpleName())
                .toList();
        for (int i = 0; i < events.size(); i += 2) {
            assertThat(events.subList(i, i + 2)).containsExactly("StepIntent", "StepOutcome");
        }
    }

    @Test
    void fails_a_tool_whose_result_cannot_be_hashed() {
        var tool = ScriptedTool.named("t", String.class, Json.class)
                .repeat(Repeat.PURE)
                .returnsAlways(Json.of(1L << 60));
        var p = Plan.named("large", 1).input(String.class);
        var run = start(world.builder().tools(tool), p.yields(p.tool("t", tool, p.input())), "in");
        assertThat(toolFailure(run).kind()).isEqualTo(ToolFailure.Kind.INVALID_OUTPUT);
    }

    @Test
    void fails_a_tool_whose_argument_its_record_refuses() {
        var p = Plan.named("refused", 1).input(String.class);
        var input = p.object(Fetch.class, Map.of("url", p.input(), "maxBytes", p.value(Json.of(-1), Long.class)));
        var run = start(
                world.builder().tools(Tools.httpGet()), p.yields(p.tool("get", Tools.httpGet(), input)), "http://x/");
        assertThat(toolFailure(run).kind()).isEqualTo(ToolFailure.Kind.INVALID_INPUT);
    }

    @Test
    void tells_why_a_planner_has_no_plan() {
        var planner = new Planner() {
            @Override
            public <T> Planned<T> plan(Goal<T> goal, Context context) {
                assertThat(context.deadline()).isAfter(world.time.now());
                assertThat(context.cancelled()).isFalse();
                return new NoPlan<>(List.of(
                        new PlanProblem(PlanProblem.Kind.NO_PLAN, null, "plan", "nothing leads there", "wish less")));
            }
        };
        var naestro = world.builder().planner(planner).build();
        var run = naestro.start(Goal.of("the moon"));
        assertThat(world.settle(run)).isInstanceOf(RunResult.Failed.class);
        assertThat(((RunResult.Failed<?>) run.poll()).cause().message()).contains("nothing leads there; wish less");
    }

    @Test
    void refuses_a_model_whose_price_is_in_another_currency() {
        var model = ScriptedModel.named("m")
                .card(card -> card.price(Price.perMillionTokens(Money.usd("1"), Money.usd("1"))))
                .says("unused");
        var p = Plan.named("money", 1).input(String.class);
        var answer = p.model("ask", String.class, Prompt.of("p", "Ask."), p.input());
        var plan = answer.yields(answer).within(Budget.of(Money.eur("1")));
        var naestro = world.builder().models(model).build();
        try {
            var result = world.settle(naestro.start(plan, "in"));
            assertThat(result.toString()).contains("cannot be combined");
        } catch (InvalidPlanException e) {
            assertThat(e).hasMessageContaining("USD");
        }
        assertThat(model.requests()).isEmpty();
    }

    @Test
    void counts_what_the_server_says_it_cost() {
        var model = ScriptedModel.named("m")
                .answers(request -> new ChatResponse(
                        "yes", List.of(), ChatResponse.Finish.STOP, Usage.of(1, 1), Money.eur("0.07"), "m"));
        var p = Plan.named("cost", 1).input(String.class);
        var answer = p.model("ask", String.class, Prompt.of("p", "Ask."), p.input());
        var run = start(
                world.builder()
                        .models(model.card(card -> card.price(Price.perMillionTokens(Money.eur("1"), Money.eur("1"))))),
                answer.yields(answer),
                "in");
        assertThat(world.settle(run).spent().money()).isEqualTo(Money.eur("0.07"));
    }

    @Test
    void a_result_may_be_nothing_at_all() {
        var tool = ScriptedTool.named("t", String.class, Json.class)
                .repeat(Repeat.PURE)
                .returnsAlways(Json.NULL);
        var p = Plan.named("nothing", 1).input(String.class);
        var run = start(world.builder().tools(tool), p.yields(p.tool("t", tool, p.input())), "in");
        assertThat(world.settle(run).orThrow()).isEqualTo(Json.NULL);
    }

    @Test
    void a_model_reaches_no_files_by_its_context() {
        var refused = new AtomicReference<RuntimeException>();
        var model = new ChatModel() {
            @Override
            public ModelCard card() {
                return ModelCard.named("m")
                        .residency(Residency.LOCAL)
                        .price(Price.FREE)
                        .build();
            }

            @Override
            public ChatResult chat(ChatRequest request, CallContext context) {
                try {
                    ((ToolContext) context).files().list("work:/a", 1);
                } catch (AccessRefused | java.io.IOException e) {
                    refused.set(new IllegalStateException(e.getMessage()));
                }
                return ChatResponse.of("done", Usage.of(1, 1), "m");
            }
        };
        var p = Plan.named("curious", 1).input(String.class);
        var answer = p.model("ask", String.class, Prompt.of("p", "Ask."), p.input());
        var run = start(
                world.builder().models(model).folder("work", java.nio.file.Path.of("target")),
                answer.yields(answer),
                "in");
        assertThat(world.settle(run).orThrow()).isEqualTo("done");
        assertThat(refused.get()).hasMessageContaining("not allowed");
    }

    @Test
    void lists_a_hundred_refused_uses_and_no_more() {
        var tool = Tools.of(
                ToolContract.named("greedy", String.class, String.class)
                        .repeat(Repeat.PURE)
                        .touches(io.naestro.tool.Touch.PROCESSES)
                        .build(),
                (input, context) -> {
                    for (int i = 0; i < 120; i++) {
                        var resource = new Resource.ProcessResource("/bin/" + i);
                        assertThatThrownBy(() -> ((CallScope) context).check(resource, Json::object))
                                .isInstanceOf(AccessRefused.class);
                    }
                    return "done";
                });
        var policy = TestPolicy.of(effect -> effect instanceof Effect.Access ? Verdict.DENY : Verdict.ALLOW);
        var p = Plan.named("greedy", 1).input(String.class);
        var run = start(world.builder().policy(policy).tools(tool), p.yields(p.tool("greedy", tool, p.input())), "in");
        assertThat(world.settle(run).orThrow()).isEqualTo("done");
        assertThat(World.events(run, RunEvent.AccessSummary.class).getFirst().denied())
                .hasSize(100);
    }

    @Test
    void refuses_a_use_whose_obligation_it_cannot_keep() {
        var tool = Tools.of(
                ToolContract.named("reads", String.class, String.class)
                        .repeat(Repeat.PURE)
                        .touches(io.naestro.tool.Touch.FILES_READ)
                        .build(),
                (input, context) ->
                        new String(context.files().read("work:/a", 10), java.nio.charset.StandardCharsets.UTF_8));
        var open = TestPolicy.open();
        var policy = new io.naestro.policy.Policy() {
            @Override
            public io.naestro.policy.Constraints constraints(io.naestro.effect.Actor actor, io.naestro.plan.Step step) {
                return open.constraints(actor, step);
            }

            @Override
            public Decision decide(Effect effect) {
                var decision = open.decide(effect);
                return effect instanceof Effect.Access
                        ? decision.with(List.of(new Obligation.RedactObligation(Set.of("pii"))))
                        : decision;
            }

            @Override
            public Digest digest() {
                return open.digest();
            }
        };
        var p = Plan.named("reads", 1).input(String.class);
        var run = start(
                world.builder().policy(policy).tools(tool).folder("work", java.nio.file.Path.of("target")),
                p.yields(p.tool("reads", tool, p.input())),
                "in");
        assertThat(toolFailure(run).kind()).isEqualTo(ToolFailure.Kind.DENIED);
    }

    @Test
    void a_judge_that_stops_its_run_judges_it_no_more() {
        for (var onStep : new boolean[] {true, false}) {
            var its = new AtomicReference<Run<?>>();
            var judge = new Evaluator() {
                @Override
                public EvaluatorSpec spec() {
                    return new EvaluatorSpec("stops", "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.PURE);
                }

                @Override
                public Outcome evaluate(Subject subject, Context context) {
                    its.get().cancel("seen enough");
                    return new Outcome.Passed();
                }
            };
            var own = new World(12);
            var tool = ScriptedTool.named("t", String.class, String.class)
                    .repeat(Repeat.PURE)
                    .returnsAlways("done");
            var p = Plan.named("judged", 1).input(String.class);
            var step = p.tool("t", tool, p.input());
            if (onStep) {
                step.check(Check.passes("stops"));
            }
            var plan = onStep ? step.yields(step) : step.yields(step).checking(Check.passes("stops"));
            var run = own.builder().tools(tool).evaluators(judge).build().start(plan, "in");
            its.set(run);
            assertThat(own.settle(run)).isInstanceOf(RunResult.Stopped.class);
            assertThat(((RunResult.Stopped<?>) run.poll()).reason()).isEqualTo("seen enough");
        }
    }

    @Test
    void a_journal_that_fails_half_way_stops_the_run_here_and_spares_the_others() {
        for (int fails = 1; fails < 8; fails++) {
            var own = new World(13);
            var journal = new SharedJournal();
            var tool = ScriptedTool.named("t", String.class, String.class)
                    .repeat(Repeat.PURE)
                    .returnsAlways("done");
            var p = Plan.named("failing", 1).input(String.class);
            var one = p.tool("one", tool, p.input());
            var two = p.tool("two", tool, one);
            var ok = p.approval("ok", two);
            var naestro = own.builder().tools(tool).journal(journal).build();
            journal.failAfter(fails);
            Run<String> run = null;
            try {
                run = naestro.start(ok.yields(two), "in");
                own.scheduler.runReady();
            } catch (JournalFailure e) {
                assertThat(e).hasMessage("the disk is full");
            }
            if (run != null) {
                var result = run.poll();
                journal.failAfter(0);
                var its = run;
                if (result instanceof RunResult.Failed<String> failed) {
                    assertThat(failed.cause()).isInstanceOf(FailureCause.EngineCause.class);
                } else {
                    assertThatThrownBy(() -> its.cancel("enough")).isInstanceOf(JournalFailure.class);
                }
            }
            naestro.halt("all of you");
            assertThat(naestro.runs().list(5)).hasSizeLessThanOrEqualTo(1);
        }
    }

    private static <I, O> Run<O> start(NaestroBuilder builder, Plan<I, O> plan, I input) {
        return builder.build().start(plan, input);
    }

    private ToolFailure toolFailure(Run<?> run) {
        world.scheduler.runUntilIdle();
        var failed = (RunResult.Failed<?>) run.poll();
        return ((FailureCause.ToolCause) failed.cause()).failure();
    }
}
