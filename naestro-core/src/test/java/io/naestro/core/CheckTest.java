package io.naestro.core;

import static io.naestro.goal.Money.eur;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.effect.Effect;
import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.json.Json;
import io.naestro.model.ChatRequest;
import io.naestro.model.ChatResponse;
import io.naestro.model.ChatResult;
import io.naestro.model.Message;
import io.naestro.model.ModelFailure;
import io.naestro.model.Prompt;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Plan;
import io.naestro.plan.PlanProblem;
import io.naestro.plan.Planner;
import io.naestro.policy.Obligation;
import io.naestro.policy.Rate;
import io.naestro.policy.Verdict;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import io.naestro.testkit.ScriptedTool;
import io.naestro.tool.Repeat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;

/** Results are judged before anything builds on them, and judges and planners think under the same rules. */
class CheckTest {
    record In(int n) {}

    record Out(String text) {}

    private final World world = new World(5);
    private final List<ChatResult> heard = new ArrayList<>();
    private final ScriptedTool<In, Out> tool =
            ScriptedTool.named("write", In.class, Out.class).repeat(Repeat.PURE).returnsAlways(new Out("a text"));
    private final ScriptedModel model = ScriptedModel.named("m");

    /** An evaluator that a test writes as a function. */
    private record Judging(String name, BiFunction<Subject, Context, Outcome> verdict) implements Evaluator {
        @Override
        public EvaluatorSpec spec() {
            return new EvaluatorSpec(name, "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.STOCHASTIC);
        }

        @Override
        public Outcome evaluate(Subject subject, Context context) {
            return verdict.apply(subject, context);
        }
    }

    private static Evaluator says(String name, Outcome outcome) {
        return new Judging(name, (subject, context) -> outcome);
    }

    private NaestroBuilder builder(Evaluator... evaluators) {
        return world.builder().tools(tool).models(model).evaluators(evaluators);
    }

    private Plan<In, Out> checked(Check... checks) {
        var p = Plan.named("checked", 1).input(In.class);
        var step = p.tool("step", tool, p.input());
        for (var check : checks) {
            step.check(check);
        }
        return step.yields(step);
    }

    private Run<Out> run(NaestroBuilder builder, Plan<In, Out> plan) {
        var run = builder.build().start(plan, new In(1));
        world.scheduler.runUntilIdle();
        return run;
    }

    private static List<String> failed(Run<?> run) {
        assertThat(run.poll()).isInstanceOf(RunResult.Failed.class);
        return ((FailureCause.CheckCause) ((RunResult.Failed<?>) run.poll()).cause()).failed();
    }

    @Test
    void the_lowest_grade_of_all_evaluators_is_written() {
        var run = run(
                builder(
                        says("good", new Outcome.Judged(0.9, "good")),
                        says("fair", new Outcome.Judged(0.6, "fair")),
                        says("passes", new Outcome.Passed())),
                checked(Check.scores("good", 0.8), Check.scores("fair", 0.5), Check.passes("passes")));
        assertThat(run.poll().orThrow()).isEqualTo(new Out("a text"));
        assertThat(World.events(run, RunEvent.StepChecked.class))
                .containsExactly(new RunEvent.StepChecked("step", 1, List.of(), 0.6));
    }

    @Test
    void a_grade_below_what_is_wanted_fails_with_its_reason() {
        var run = run(builder(says("fair", new Outcome.Judged(0.6, "too short"))), checked(Check.scores("fair", 0.7)));
        assertThat(failed(run)).containsExactly("evaluator 'fair': score 0.6, at least 0.7 is wanted: too short");
    }

    @Test
    void what_fails_is_told_with_its_evidence_beside_the_conditions_that_failed() {
        var run = run(
                builder(says("polite", new Outcome.Failed(List.of("no greeting", "no name")))),
                checked(
                        Check.that(Condition.that("/text", Condition.Op.EQ, Json.of("other")), "another text"),
                        Check.passes("polite")));
        assertThat(failed(run)).hasSize(2).last().isEqualTo("evaluator 'polite': no greeting; no name");
        assertThat(World.events(run, RunEvent.StepChecked.class).getFirst().grade())
                .isZero();
    }

    @Test
    void an_evaluator_that_throws_or_returns_null_or_reaches_no_verdict_does_not_pass() {
        var run = run(
                builder(
                        new Judging("throws", (subject, context) -> {
                            throw new StackOverflowError();
                        }),
                        new Judging("null", (subject, context) -> null),
                        says("measured", new Outcome.Measured(3, "s", true))),
                checked(Check.scores("throws", 0), Check.scores("null", 0), Check.scores("measured", 0)));
        assertThat(failed(run)).hasSize(3);
        assertThat(failed(run).toString())
                .contains("the evaluator failed: StackOverflowError", "the evaluator returned null", "Measured");
        assertThat(World.events(run, RunEvent.StepChecked.class).getFirst().grade())
                .as("nobody gave a grade")
                .isNull();
    }

    @Test
    void an_evaluator_that_the_process_lacks_is_told_when_the_plan_is_validated_and_when_it_is_resumed() {
        var plan = checked(Check.passes("absent"));
        assertThat(builder().build().validate(plan))
                .extracting(PlanProblem::toString)
                .anyMatch(problem -> problem.contains("absent"));

        var journal = new SharedJournal();
        var first =
                builder(says("absent", new Outcome.Passed())).journal(journal).build();
        var begun = first.start(plan, new In(1));
        var later = new World(9);
        var second = later.builder().tools(tool).journal(journal).build();
        second.resume();
        later.scheduler.runUntilIdle();
        assertThat(begun.id()).isEqualTo(second.runs().list(1).getFirst().id());
        assertThat(second.runs().events(begun.id(), 0, 100).toString())
                .contains("evaluator 'absent' is not registered in this process");
    }

    @Test
    void checks_of_the_plan_judge_its_result() {
        var passes = says("passes", new Outcome.Judged(0.4, "meh"));
        assertThat(run(builder(passes), checked().checking(Check.scores("passes", 0.3)))
                        .poll()
                        .orThrow())
                .isEqualTo(new Out("a text"));
        var run = run(builder(passes), checked().checking(Check.scores("passes", 0.5)));
        assertThat(failed(run)).containsExactly("evaluator 'passes': score 0.4, at least 0.5 is wanted: meh");
        assertThat(World.events(run, RunEvent.StepChecked.class))
                .last()
                .isEqualTo(new RunEvent.StepChecked("", 0, failed(run), 0.4));
        assertThat(((RunResult.Failed<?>) run.poll()).partial()).containsOnlyKeys("step");
    }

    @Test
    void a_condition_of_the_plan_on_its_result_needs_no_evaluator() {
        var run = run(
                builder(),
                checked()
                        .checking(
                                Check.that(Condition.that("/text", Condition.Op.MIN_SIZE, Json.of(100)), "too short")));
        assertThat(failed(run).toString()).contains("too short");
    }

    @Test
    void an_evaluator_sees_the_task_the_input_and_the_result() {
        var subjects = new ArrayList<Subject>();
        var seen = new Judging("sees", (subject, context) -> {
            subjects.add(subject);
            assertThat(context.principal().id()).isEqualTo("host");
            assertThat(context.cancelled()).isFalse();
            assertThat(context.deadline()).isAfter(world.time.now());
            assertThat(context.trace()).isEmpty();
            assertThat(context.idempotencyKey()).isNotEmpty();
            context.sink().accept(Json.NULL);
            return new Outcome.Passed();
        });
        run(builder(seen), checked(Check.passes("sees")));
        assertThat(subjects).hasSize(1);
        assertThat(subjects.getFirst().input().value()).isEqualTo(Json.object().with("n", World.number(1)));
        assertThat(subjects.getFirst().output().value()).isEqualTo(Json.object().with("text", "a text"));
    }

    // ---- thinking ----

    /** Asks its model and passes if that says yes. */
    private Evaluator thinking() {
        return new Judging("thinks", (subject, context) -> {
            var answer = context.model()
                    .orElseThrow()
                    .chat(ChatRequest.of(Message.user("Is it good?")).withMaxOutputTokens(10), context);
            heard.add(answer);
            return answer instanceof ChatResponse response
                    ? new Outcome.Judged(response.text().equals("yes") ? 1 : 0, response.text())
                    : new Outcome.NotReached(answer.toString());
        });
    }

    @Test
    void what_a_judge_asks_its_model_is_written_and_counted() {
        model.says("yes");
        var run = run(builder(thinking()), checked(Check.passes("thinks")));
        assertThat(run.poll().orThrow()).isEqualTo(new Out("a text"));
        assertThat(run.poll().spent().calls())
                .as("the tool and the judge's model")
                .isEqualTo(2);
        assertThat(World.events(run, RunEvent.StepIntent.class))
                .extracting(RunEvent.StepIntent::step)
                .hasSize(2)
                .last()
                .asString()
                .startsWith("step/judge-");
        assertThat(World.events(run, RunEvent.StepOutcome.class)).hasSize(2);
    }

    @Test
    void a_judge_whose_model_fails_hears_of_it() {
        model.fails(ModelFailure.Kind.OVERLOADED);
        var run = run(builder(thinking()), checked(Check.passes("thinks")));
        assertThat(failed(run).toString()).contains("OVERLOADED");
        assertThat(World.events(run, RunEvent.StepFailed.class).getFirst().step())
                .startsWith("step/judge-");
    }

    @Test
    void a_judge_has_no_model_when_the_host_gave_none() {
        var run = run(
                world.builder()
                        .tools(tool)
                        .evaluators(new Judging(
                                "asks",
                                (subject, context) -> context.model().isEmpty()
                                        ? new Outcome.Passed()
                                        : new Outcome.Failed(List.of("a model")))),
                checked(Check.passes("asks")));
        assertThat(run.poll().orThrow()).isEqualTo(new Out("a text"));
    }

    private ModelFailure refused(NaestroBuilder builder, Plan<In, Out> plan) {
        heard.clear();
        run(builder, plan);
        assertThat(heard).hasSize(1).first().isInstanceOf(ModelFailure.class);
        var failure = (ModelFailure) heard.getFirst();
        assertThat(failure.kind()).isEqualTo(ModelFailure.Kind.REFUSED);
        assertThat(model.requests()).isEmpty();
        return failure;
    }

    @Test
    void a_judge_is_refused_a_model_that_the_policy_denies_or_would_ask_a_person_for() {
        var plan = checked(Check.passes("thinks"));
        var denying = TestPolicy.of(effect -> effect instanceof Effect.ModelCall ? Verdict.DENY : Verdict.ALLOW);
        assertThat(refused(builder(thinking()).policy(denying), plan).message()).contains("the test says so");
        var asking = TestPolicy.of(effect -> effect instanceof Effect.ModelCall ? Verdict.ASK : Verdict.ALLOW);
        assertThat(refused(builder(thinking()).policy(asking), plan).message())
                .contains("would need a person's agreement");
    }

    @Test
    void a_judge_is_refused_a_call_that_the_budget_or_the_rate_does_not_allow() {
        var plan = checked(Check.passes("thinks"));
        var budget = Budget.UNLIMITED.withCalls(1);
        assertThat(refused(builder(thinking()), plan.within(budget)).message()).contains("calls");
        var once = TestPolicy.open().obliging(new Obligation.RateObligation("all", new Rate(1, Duration.ofHours(1))));
        assertThat(refused(builder(thinking()).policy(once), plan).message()).contains("is full");
    }

    @Test
    void a_planner_thinks_with_a_model_whose_calls_are_written_and_counted() {
        model.says("use the tool").says("done");
        var planner = new ThinkingPlanner();
        var naestro = builder().planner(planner).build();
        var run = naestro.start(Goal.of("Say done").yielding(String.class).within(Budget.of(eur("5"))));
        assertThat(world.settle(run).orThrow()).isEqualTo("done");
        assertThat(planner.heard).isInstanceOf(ChatResponse.class);
        assertThat(World.events(run, RunEvent.StepIntent.class).getFirst().step())
                .startsWith("/plan-");
        assertThat(run.poll().spent().calls()).isEqualTo(2);
    }

    /** Asks its model, then plans one step. */
    private static final class ThinkingPlanner implements Planner {
        private ChatResult heard;

        @Override
        public <T> Planned<T> plan(Goal<T> goal, Context context) {
            assertThat(context.tools()).hasSize(1);
            assertThat(context.models()).hasSize(1);
            heard = context.model().orElseThrow().chat(ChatRequest.of(Message.user("How?")), context);
            var p = Plan.named("thought", 1).input(Json.class);
            var step = p.model("step", goal.result(), Prompt.of("p", goal.wish()));
            assertThat(context.constraints(step.yields(step).steps().getFirst()).verdict())
                    .isEqualTo(Verdict.ALLOW);
            return new Found<>(step.yields(step));
        }
    }
}
