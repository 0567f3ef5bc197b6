package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static io.naestro.goal.Money.eur;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.Plans.Doc;
import io.naestro.goal.Budget;
import io.naestro.goal.Goal;
import io.naestro.model.ModelFailure;
import io.naestro.model.Price;
import io.naestro.plan.Retry;
import io.naestro.policy.Obligation;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.run.RunResult.StopCause;
import io.naestro.run.Scheduler;
import io.naestro.run.Spend;
import io.naestro.testkit.ScriptedModel;
import io.naestro.tool.ToolFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private static final String CALL = "naestro-one";

    private final World world = new World(1);
    private final Stuck stuck = new Stuck();

    /** A scheduler on which the call of step {@code one} never comes back, as when a tool hangs. */
    private final class Stuck implements Scheduler {
        private final List<String> cancelled = new ArrayList<>();
        private final List<Runnable> hanging = new ArrayList<>();

        @Override
        public Task start(String name, Runnable task) {
            if (!name.equals(CALL)) {
                return world.scheduler.start(name, task);
            }
            hanging.add(task);
            return () -> cancelled.add(name);
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

    private <T> RunResult.Stopped<T> stopped(Run<T> run) {
        var result = world.settle(run);
        assertThat(result).isInstanceOf(RunResult.Stopped.class);
        return (RunResult.Stopped<T>) result;
    }

    private Duration since(Instant start) {
        return Duration.between(start, world.time.now());
    }

    private static Instant deadline(Run<?> run) {
        return World.events(run, RunEvent.StepIntent.class).getFirst().deadline();
    }

    @Test
    void a_goal_that_is_late_is_stopped_as_expired() {
        var start = world.time.now();
        var model = ScriptedModel.named("m").saysJson(DOC);
        try (var naestro = world.builder().scheduler(stuck).models(model).build()) {
            var run = naestro.start(Goal.of("Read it").yielding(Doc.class).by(start.minusSeconds(1)));
            var end = stopped(run);
            assertThat(end.cause()).isEqualTo(StopCause.EXPIRED);
            assertThat(end.reason()).isEqualTo("the time for the run was up at " + start.minusSeconds(1));
        }
    }

    @Test
    void a_run_whose_time_is_spent_is_stopped_for_its_budget() {
        var start = world.time.now();
        var tool = Plans.reader("slow").returns(DOC);
        try (var naestro = world.builder().scheduler(stuck).tools(tool).build()) {
            var run = naestro.start(
                    Plans.calling(tool, step -> step.timeout(ofMinutes(10))).within(Budget.of(ofMinutes(1))), ITEM);
            var end = stopped(run);
            // the call has its deadline at the same moment; whichever timer rings first, the time of the run is up
            assertThat(deadline(run)).isEqualTo(start.plusSeconds(60));
            assertThat(end.cause()).isEqualTo(StopCause.BUDGET);
            assertThat(stuck.cancelled).contains(CALL);
        }
    }

    @Test
    void the_earlier_of_budget_and_goal_ends_the_run() {
        var start = world.time.now();
        var waits = Plans.asking(step -> step.retry(new Retry(9, ofMinutes(1), 1, ofMinutes(1))));
        var model = ScriptedModel.named("m")
                .answersAlways(request -> ModelFailure.of(ModelFailure.Kind.OVERLOADED, "busy"));
        try (var naestro =
                world.builder().models(model).planner(Fixed.of(waits)).build()) {
            var goal = Goal.of("Read it").yielding(Doc.class);
            var late = naestro.start(goal.within(Budget.of(ofMinutes(5))).by(start.plus(ofSeconds(90))));
            assertThat(stopped(late).cause()).isEqualTo(StopCause.EXPIRED);
            assertThat(since(start)).isEqualTo(ofSeconds(90));
            var next = world.time.now();
            var dear = naestro.start(goal.within(Budget.of(ofSeconds(90))).by(next.plus(ofMinutes(5))));
            assertThat(stopped(dear).cause()).isEqualTo(StopCause.BUDGET);
            assertThat(since(next)).isEqualTo(ofSeconds(90));
        }
    }

    @Test
    void a_tool_that_never_comes_back_is_cut_off_and_counted() {
        var start = world.time.now();
        var tool = Plans.reader("slow")
                .contract(contract -> contract.timeout(ofSeconds(7)).cost(eur("0.30")));
        try (var naestro = world.builder().scheduler(stuck).tools(tool).build()) {
            var result = world.settle(naestro.start(Plans.calling(tool), ITEM));
            assertThat(since(start)).isEqualTo(ofSeconds(7));
            assertThat(result)
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.cause())
                                    .isEqualTo(new FailureCause.ToolCause(
                                            "slow@1",
                                            ToolFailure.of(
                                                    ToolFailure.Kind.TIMEOUT, "no result before the deadline"))));
            assertThat(result.spent()).isEqualTo(new Spend(eur("0.30"), 0, 1));
            assertThat(stuck.cancelled).containsExactly(CALL);
        }
    }

    @Test
    void a_result_after_the_deadline_changes_nothing() {
        var tool = Plans.reader("slow").returns(DOC);
        try (var naestro = world.builder().scheduler(stuck).tools(tool).build()) {
            var run = naestro.start(Plans.calling(tool, step -> step.timeout(ofSeconds(7))), ITEM);
            var result = world.settle(run);
            var events = World.events(run);
            stuck.hanging.forEach(Runnable::run);
            assertThat(tool.calls()).hasSize(1);
            assertThat(world.settle(run)).isEqualTo(result);
            assertThat(World.events(run)).isEqualTo(events);
        }
    }

    @Test
    void a_tool_that_never_comes_back_is_called_again_as_often_as_the_step_says() {
        var start = world.time.now();
        var tool = Plans.reader("slow");
        var once = Plans.calling(
                tool, step -> step.timeout(ofSeconds(7)).retry(Retry.times(1).waiting(ofSeconds(3))));
        try (var naestro = world.builder().scheduler(stuck).tools(tool).build()) {
            var result = world.settle(naestro.start(once, ITEM));
            assertThat(result).isInstanceOf(RunResult.Failed.class);
            assertThat(result.spent().calls()).isEqualTo(2);
            assertThat(since(start)).isEqualTo(ofSeconds(17));
        }
    }

    @Test
    void a_model_that_never_comes_back_counts_as_billed() {
        var model = ScriptedModel.named("m").card(card -> card.price(Price.perMillionTokens(eur("1.00"), eur("3.00"))));
        try (var naestro = world.builder().scheduler(stuck).models(model).build()) {
            var run = naestro.start(Plans.asking(step -> step.timeout(ofSeconds(5))), ITEM);
            var result = world.settle(run);
            assertThat(result)
                    .isInstanceOfSatisfying(
                            RunResult.Failed.class,
                            failed -> assertThat(failed.cause())
                                    .isEqualTo(new FailureCause.ModelCause(
                                            "m",
                                            ModelFailure.of(
                                                    ModelFailure.Kind.TIMEOUT, "no result before the deadline"))));
            assertThat(result.spent())
                    .isEqualTo(World.events(run, RunEvent.StepIntent.class)
                            .getFirst()
                            .reserved());
        }
    }

    @Test
    void the_shortest_of_step_contract_and_rule_counts() {
        var start = world.time.now();
        var tool = Plans.reader("quick")
                .contract(contract -> contract.timeout(ofSeconds(50)))
                .returnsAlways(DOC);
        var strict = TestPolicy.open()
                .obliging(new Obligation.TimeObligation(ofSeconds(9)), new Obligation.TimeObligation(ofSeconds(11)));
        try (var naestro = world.builder().tools(tool).build();
                var ruled = world.builder().tools(tool).policy(strict).build()) {
            var byContract = naestro.start(Plans.calling(tool), ITEM);
            var byStep = naestro.start(Plans.calling(tool, step -> step.timeout(ofSeconds(20))), ITEM);
            var byRule = ruled.start(Plans.calling(tool), ITEM);
            var byStepAgain = ruled.start(Plans.calling(tool, step -> step.timeout(ofSeconds(2))), ITEM);
            world.scheduler.runReady();
            assertThat(deadline(byContract)).isEqualTo(start.plusSeconds(50));
            assertThat(deadline(byStep)).isEqualTo(start.plusSeconds(20));
            assertThat(deadline(byRule)).isEqualTo(start.plusSeconds(9));
            assertThat(deadline(byStepAgain)).isEqualTo(start.plusSeconds(2));
        }
    }
}
