package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.naestro.core.Plans.Doc;
import io.naestro.model.ChatRequest;
import io.naestro.model.ModelFailure;
import io.naestro.plan.Check;
import io.naestro.plan.Condition;
import io.naestro.plan.Retry;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import io.naestro.tool.ToolFailure;
import io.naestro.tool.ToolResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RetryTest {
    private static final Retry DOUBLING = new Retry(3, ofSeconds(1), 2, ofMinutes(1));
    private static final ToolFailure BUSY = ToolFailure.of(ToolFailure.Kind.UNAVAILABLE, "busy");

    private final World world = new World(1);
    private final Instant start = world.time.now();

    private Duration passed() {
        return Duration.between(start, world.time.now());
    }

    private static List<Duration> waits(Run<?> run, Instant from) {
        return World.events(run, RunEvent.StepFailed.class).stream()
                .filter(failed -> failed.retryAt() != null)
                .map(failed -> Duration.between(from, failed.retryAt()))
                .toList();
    }

    private static FailureCause cause(RunResult<?> result) {
        assertThat(result).isInstanceOf(RunResult.Failed.class);
        return ((RunResult.Failed<?>) result).cause();
    }

    @Test
    void waits_longer_before_each_attempt() {
        var tool = Plans.reader("busy").fails(BUSY).fails(BUSY).fails(BUSY).returns(DOC);
        try (var naestro = world.builder().tools(tool).build()) {
            var run = naestro.start(Plans.calling(tool, step -> step.retry(DOUBLING)), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(waits(run, start)).containsExactly(ofSeconds(1), ofSeconds(3), ofSeconds(7));
            assertThat(World.events(run, RunEvent.StepIntent.class))
                    .extracting(RunEvent.StepIntent::attempt)
                    .containsExactly(1, 2, 3, 4);
            assertThat(World.events(run, RunEvent.StepIntent.class))
                    .extracting(RunEvent.StepIntent::key)
                    .containsOnly(run.id() + "/one");
        }
    }

    @Test
    void ends_with_the_last_failure_when_no_attempt_is_left() {
        var tool = Plans.reader("busy").answersAlways(item -> new ToolResult.Failed<>(BUSY));
        try (var naestro = world.builder().tools(tool).build()) {
            var result = world.settle(naestro.start(Plans.calling(tool, step -> step.retry(DOUBLING)), ITEM));
            assertThat(cause(result)).isEqualTo(new FailureCause.ToolCause("busy@1", BUSY));
            assertThat(((RunResult.Failed<?>) result).step()).isEqualTo("one");
            assertThat(tool.calls()).hasSize(4);
        }
    }

    @Test
    void waits_as_long_as_the_other_side_asks_if_that_is_longer() {
        var tool = Plans.reader("busy")
                .fails(BUSY.after(ofSeconds(90)))
                .fails(BUSY.after(Duration.ofMillis(1)))
                .returns(DOC);
        try (var naestro = world.builder().tools(tool).build()) {
            var run = naestro.start(Plans.calling(tool, step -> step.retry(DOUBLING)), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(waits(run, start)).containsExactly(ofSeconds(90), ofSeconds(92));
        }
    }

    @Test
    void a_plan_cannot_ask_for_retries_of_what_must_not_be_done_twice() {
        var tool = Plans.actor("send").fails(BUSY).returns(DOC);
        try (var naestro = world.builder().tools(tool).build()) {
            assertThatThrownBy(() -> naestro.start(Plans.calling(tool, step -> step.retry(DOUBLING)), ITEM))
                    .isInstanceOf(InvalidPlanException.class)
                    .hasMessageContaining("must not be retried blindly");
            assertThat(cause(world.settle(naestro.start(Plans.calling(tool), ITEM))))
                    .isEqualTo(new FailureCause.ToolCause("send@1", BUSY));
            assertThat(tool.calls()).hasSize(1);
        }
    }

    @Test
    void a_failure_that_would_come_again_is_not_tried_again() {
        var tool = Plans.reader("gone").fails(ToolFailure.Kind.NOT_FOUND).returns(DOC);
        try (var naestro = world.builder().tools(tool).build()) {
            var run = naestro.start(Plans.calling(tool, step -> step.retry(DOUBLING)), ITEM);
            assertThat(cause(world.settle(run)).message()).contains("NOT_FOUND");
            assertThat(tool.calls()).hasSize(1);
        }
    }

    @Test
    void a_failed_check_is_told_to_the_model_on_the_next_attempt() {
        var model = ScriptedModel.named("m").saysJson(new Doc("Bob")).saysJson(DOC);
        var isAda =
                Check.that(Condition.that("/text", Condition.Op.EQ, World.text("Ada Lovelace")), "it is not about Ada");
        var plan = Plans.asking(step -> step.check(isAda).retry(DOUBLING));
        try (var naestro = world.builder().models(model).build()) {
            var run = naestro.start(plan, ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(last(model.requests().getFirst())).doesNotContain("accepted");
            assertThat(last(model.requests().getLast()))
                    .contains("Your last answer was not accepted: it is not about Ada. Answer again.");
            assertThat(World.events(run, RunEvent.StepChecked.class))
                    .extracting(RunEvent.StepChecked::failed)
                    .containsExactly(List.of("it is not about Ada"), List.of());
            assertThat(passed()).isEqualTo(ofSeconds(1));
        }
    }

    @Test
    void a_failed_check_fails_the_step_when_no_attempt_is_left() {
        var tool = Plans.reader("read").returns(new Doc("Bob"));
        var isAda =
                Check.that(Condition.that("/text", Condition.Op.EQ, World.text("Ada Lovelace")), "it is not about Ada");
        try (var naestro = world.builder().tools(tool).build()) {
            var result = world.settle(naestro.start(Plans.calling(tool, step -> step.check(isAda)), ITEM));
            assertThat(cause(result)).isEqualTo(new FailureCause.CheckCause(List.of("it is not about Ada")));
        }
    }

    @Test
    void an_answer_that_cannot_be_read_is_told_to_the_model() {
        var model = ScriptedModel.named("m").says("Certainly!").saysJson(DOC);
        try (var naestro = world.builder().models(model).build()) {
            var run = naestro.start(Plans.asking(step -> step.retry(1)), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(last(model.requests().getLast()))
                    .contains("Your last answer could not be used: ", "Answer again.");
        }
    }

    @Test
    void a_failure_of_the_provider_is_not_told_to_the_model() {
        var model = ScriptedModel.named("m").fails(ModelFailure.Kind.OVERLOADED).saysJson(DOC);
        try (var naestro = world.builder().models(model).build()) {
            var run = naestro.start(Plans.asking(step -> step.retry(1)), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(model.requests().getLast()).isEqualTo(model.requests().getFirst());
        }
    }

    @Test
    void a_wait_hop_waits_as_long_as_the_router_says() {
        var model = ScriptedModel.named("m").fails(ModelFailure.Kind.OVERLOADED).saysJson(DOC);
        var router = new Hopping(failure -> new NextHop.WaitHop(ofSeconds(40)));
        try (var naestro = world.builder().models(model).router(router).build()) {
            var run = naestro.start(Plans.asking(step -> step.retry(DOUBLING)), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(waits(run, start)).containsExactly(ofSeconds(40));
            assertThat(router.asked).isEqualTo(1);
        }
    }

    @Test
    void a_repair_hop_asks_again_on_the_schedule_of_the_step() {
        var model =
                ScriptedModel.named("m").fails(ModelFailure.Kind.INVALID_ANSWER).saysJson(DOC);
        var router = new Hopping(failure -> new NextHop.RepairHop("answer in JSON"));
        try (var naestro = world.builder().models(model).router(router).build()) {
            var run = naestro.start(Plans.asking(step -> step.retry(DOUBLING)), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(waits(run, start)).containsExactly(ofSeconds(1));
        }
    }

    @Test
    void a_repair_hop_tells_the_model_what_the_router_says_whatever_the_failure_was() {
        for (var kind : List.of(ModelFailure.Kind.INVALID_ANSWER, ModelFailure.Kind.OVERLOADED)) {
            var model = ScriptedModel.named("m").fails(kind).saysJson(DOC);
            var router = new Hopping(failure -> new NextHop.RepairHop("answer in JSON"));
            try (var naestro = world.builder().models(model).router(router).build()) {
                var run = naestro.start(Plans.asking(step -> step.retry(DOUBLING)), ITEM);
                assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
                assertThat(model.requests()
                                .getLast()
                                .messages()
                                .getLast()
                                .parts()
                                .toString())
                        .contains("answer in JSON")
                        .doesNotContain("could not be used");
            }
        }
    }

    @Test
    void hops_that_repeat_need_a_retry_that_is_left() {
        var model = ScriptedModel.named("m").fails(ModelFailure.Kind.OVERLOADED).saysJson(DOC);
        var router = new Hopping(failure -> new NextHop.WaitHop(Duration.ZERO));
        try (var naestro = world.builder().models(model).router(router).build()) {
            assertThat(cause(world.settle(naestro.start(Plans.asking(), ITEM))).message())
                    .contains("OVERLOADED");
            assertThat(model.requests()).hasSize(1);
        }
    }

    @Test
    void a_reroute_goes_to_another_model_at_once_and_is_no_retry() {
        var first = ScriptedModel.named("first").fails(ModelFailure.Kind.BILLING);
        var second = ScriptedModel.named("second").saysJson(DOC);
        try (var naestro = world.builder().models(first, second).build()) {
            var run = naestro.start(Plans.asking(), ITEM);
            assertThat(world.settle(run).orThrow()).isEqualTo(DOC);
            assertThat(passed()).isZero();
            assertThat(World.events(run, RunEvent.StepRouted.class))
                    .extracting(
                            routed -> routed.attempt() + " " + routed.route().model())
                    .containsExactly("1 first", "2 second");
        }
    }

    @Test
    void a_stop_hop_ends_the_step() {
        var model = ScriptedModel.named("m").fails(ModelFailure.Kind.OVERLOADED).saysJson(DOC);
        var router = new Hopping(failure -> new NextHop.StopHop("enough"));
        try (var naestro = world.builder().models(model).router(router).build()) {
            var run = naestro.start(Plans.asking(step -> step.retry(DOUBLING)), ITEM);
            assertThat(cause(world.settle(run))).isInstanceOf(FailureCause.ModelCause.class);
            assertThat(model.requests()).hasSize(1);
        }
    }

    @Test
    void a_router_that_fails_or_returns_null_gives_up() {
        var broken = new Hopping(failure -> {
            throw new IllegalStateException("no idea");
        });
        for (var router : List.of(broken, new Hopping(failure -> null))) {
            var model =
                    ScriptedModel.named("m").fails(ModelFailure.Kind.OVERLOADED).saysJson(DOC);
            try (var naestro = world.builder().models(model).router(router).build()) {
                var run = naestro.start(Plans.asking(step -> step.retry(DOUBLING)), ITEM);
                assertThat(cause(world.settle(run))).isInstanceOf(FailureCause.ModelCause.class);
                assertThat(model.requests()).hasSize(1);
            }
        }
    }

    @Test
    void a_step_without_a_route_fails() {
        var lost = new Hopping(failure -> null) {
            @Override
            public Routed route(RouteRequest request) {
                throw new IllegalStateException("no idea");
            }
        };
        var model = ScriptedModel.named("m");
        try (var naestro = world.builder().models(model).router(lost).build()) {
            assertThat(cause(world.settle(naestro.start(Plans.asking(), ITEM))))
                    .isEqualTo(new FailureCause.RouteCause("{router=it failed: IllegalStateException}"));
        }
    }

    @Test
    void a_route_to_an_unknown_model_fails_the_step() {
        var lost = new Hopping(failure -> null) {
            @Override
            public Routed route(RouteRequest request) {
                return Route.to(request.id(), "nobody", 100);
            }
        };
        var model = ScriptedModel.named("m");
        try (var naestro = world.builder().models(model).router(lost).build()) {
            assertThat(cause(world.settle(naestro.start(Plans.asking(), ITEM))))
                    .isEqualTo(new FailureCause.DataCause("model 'nobody' is not registered in this process"));
        }
    }

    @Test
    void a_router_may_send_a_step_elsewhere_eight_times() {
        var model = ScriptedModel.named("m")
                .answersAlways(request -> ModelFailure.of(ModelFailure.Kind.SERVER_FAULT, "down"));
        var router = new Hopping(failure -> new NextHop.RerouteHop(Route.to("again", "m", 100)));
        try (var naestro = world.builder().models(model).router(router).build()) {
            var run = naestro.start(Plans.asking(step -> step.retry(DOUBLING)), ITEM);
            assertThat(cause(world.settle(run))).isInstanceOf(FailureCause.ModelCause.class);
            assertThat(model.requests()).hasSize(9);
            assertThat(World.events(run, RunEvent.StepRouted.class)).hasSize(9);
        }
    }

    private static String last(ChatRequest request) {
        return request.messages().getLast().parts().toString();
    }

    /** Sends everything to the first model and answers failures as a test says. */
    private static class Hopping implements Router {
        private final Function<ModelFailure, @Nullable NextHop> hops;
        private int asked;

        private Hopping(Function<ModelFailure, @Nullable NextHop> hops) {
            this.hops = hops;
        }

        @Override
        public Routed route(RouteRequest request) {
            return Route.to(request.id(), request.models().getFirst().id(), 100);
        }

        @Override
        @SuppressWarnings("NullAway") // a broken router is what some tests are about
        public NextHop next(Setback setback) {
            asked++;
            return hops.apply(Objects.requireNonNull(setback.failure()));
        }

        @Override
        public void learn(RouteFeedback feedback) {
            // nothing to learn
        }
    }
}
