package io.naestro.core;

import static io.naestro.core.Plans.DOC;
import static io.naestro.core.Plans.ITEM;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.journal.FileJournal;
import io.naestro.evaluate.Evaluator;
import io.naestro.evaluate.EvaluatorSpec;
import io.naestro.evaluate.Outcome;
import io.naestro.evaluate.Subject;
import io.naestro.goal.Money;
import io.naestro.json.Json;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Price;
import io.naestro.plan.Check;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.route.Routed;
import io.naestro.route.Router;
import io.naestro.route.Setback;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import io.naestro.testkit.ScriptedModel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run tells its router, and how it follows it from model to model. */
class RoutingTest {
    private final World world = new World(41);
    private final ScriptedModel cheap = ScriptedModel.named("cheap")
            .card(card -> card.price(Price.perMillionTokens(Money.eur("1"), Money.eur("1")))
                    .variant("terse", "Be brief."));
    private final ScriptedModel strong = ScriptedModel.named("strong");
    private final Scripted router = new Scripted();

    /** Goes from cheap to strong, and notes what it hears. */
    private static class Scripted implements Router {
        final List<String> heard = new ArrayList<>();
        final List<Setback> setbacks = new ArrayList<>();
        final List<RouteFeedback> lessons = new ArrayList<>();

        @Nullable NextHop hop;

        @Override
        public Routed route(RouteRequest request) {
            return new Route(request.id(), "cheap", "cheap//terse", "", "terse", 100, 1, List.of());
        }

        @Override
        public NextHop next(Setback setback) {
            setbacks.add(setback);
            return hop != null
                    ? hop
                    : new NextHop.RerouteHop(new Route(
                            setback.request().id() + "+1",
                            "strong",
                            "strong",
                            "",
                            "",
                            100,
                            1,
                            List.of("cheap//terse")));
        }

        @Override
        public void started(Route route, Instant now) {
            heard.add("started " + route.model());
        }

        @Override
        public void ended(Route route, @Nullable ModelFailure failure, Duration took, Instant now) {
            heard.add("ended " + route.model() + (failure == null ? "" : " " + failure.kind()));
        }

        @Override
        public void learn(RouteFeedback feedback) {
            lessons.add(feedback);
        }
    }

    /** Likes nothing but what the strong model says. */
    private record Strict() implements Evaluator {
        @Override
        public EvaluatorSpec spec() {
            return new EvaluatorSpec("strict", "1", TestPolicy.DIGEST, EvaluatorSpec.Determinism.PURE);
        }

        @Override
        public Outcome evaluate(Subject subject, Context context) {
            return subject.output().value().equals(Json.object().with("text", DOC.text()))
                    ? new Outcome.Judged(0.9, "good")
                    : new Outcome.Judged(0.2, "bad");
        }
    }

    private NaestroBuilder builder() {
        return world.builder().models(cheap, strong).router(router).evaluators(new Strict());
    }

    private RunResult<Plans.Doc> run(NaestroBuilder builder, boolean graded) {
        var plan = Plans.asking(step -> graded ? step.check(Check.scores("strict", 0.5)) : step);
        try (var naestro = builder.build()) {
            var run = naestro.start(plan, ITEM);
            return world.settle(run);
        }
    }

    @Test
    void an_answer_that_is_rejected_goes_on_to_the_next_arm_without_a_retry() {
        cheap.saysJson(new Plans.Doc("nonsense"));
        strong.saysJson(DOC);
        assertThat(run(builder(), true).orThrow()).isEqualTo(DOC);
        assertThat(router.heard).containsExactly("started cheap", "ended cheap", "started strong", "ended strong");
        assertThat(router.setbacks).hasSize(1);
        assertThat(router.setbacks.getFirst().failure()).isNull();
        assertThat(router.setbacks.getFirst().calls()).isEqualTo(1);
        assertThat(router.setbacks.getFirst().request().graded()).isTrue();
    }

    @Test
    void each_arm_of_a_chain_is_graded_and_billed_for_itself() {
        cheap.saysJson(new Plans.Doc("nonsense"));
        strong.saysJson(DOC);
        run(builder(), true).orThrow();
        assertThat(router.lessons).hasSize(2);
        var first = router.lessons.getFirst();
        var second = router.lessons.getLast();
        assertThat(first.route().arm()).isEqualTo("cheap//terse");
        assertThat(first.grade()).isZero();
        assertThat(first.spent().calls()).isEqualTo(1);
        assertThat(first.spent().money()).isNotNull();
        assertThat(second.route().tried()).containsExactly("cheap//terse");
        assertThat(second.route().decision()).isEqualTo(first.route().decision() + "+1");
        assertThat(second.grade()).isEqualTo(0.9);
        assertThat(second.spent().calls()).isEqualTo(1);
        assertThat(second.spent().money()).isNull();
        assertThat(second.at()).isAfter(first.at());
    }

    @Test
    void a_model_that_answers_badly_is_graded_and_a_broken_machine_is_not() {
        cheap.fails(Kind.INVALID_ANSWER);
        strong.saysJson(DOC);
        run(builder(), true).orThrow();
        assertThat(router.lessons.getFirst().grade()).isZero();
        assertThat(router.lessons.getFirst().infrastructure()).isFalse();
        cheap.fails(Kind.ENGINE_DOWN);
        strong.saysJson(DOC);
        run(builder(), true).orThrow();
        assertThat(router.lessons.get(2).grade()).isNull();
        assertThat(router.lessons.get(2).infrastructure()).isTrue();
        assertThat(router.heard).contains("ended cheap INVALID_ANSWER", "ended cheap ENGINE_DOWN");
    }

    @Test
    void without_an_evaluator_neither_success_nor_failure_counts() {
        cheap.fails(Kind.INVALID_ANSWER);
        strong.saysJson(DOC);
        run(builder(), false).orThrow();
        assertThat(router.lessons).extracting(RouteFeedback::grade).containsExactly(null, null);
    }

    @Test
    void a_variant_is_added_to_the_prompt() {
        cheap.saysJson(DOC);
        run(builder(), false).orThrow();
        assertThat(cheap.requests().getFirst().toString()).contains("Read it.").contains("Be brief.");
    }

    @Test
    void a_router_that_stops_lets_the_step_fail_or_be_retried_as_its_author_wanted() {
        router.hop = new NextHop.StopHop("enough");
        cheap.saysJson(new Plans.Doc("nonsense")).saysJson(DOC);
        var plan = Plans.asking(step -> step.check(Check.scores("strict", 0.5)).retry(1));
        try (var naestro = builder().build()) {
            assertThat(world.settle(naestro.start(plan, ITEM)).orThrow()).isEqualTo(DOC);
        }
        assertThat(router.lessons).hasSize(1);
    }

    @Test
    void a_rejected_answer_is_sent_elsewhere_eight_times_at_most() {
        router.hop = new NextHop.RerouteHop(new Route("again", "cheap", "cheap", "", "", 100, 1, List.of()));
        cheap.answersAlways(request -> cheap.response(request, "{\"text\":\"nonsense\"}"));
        assertThat(run(builder(), true)).isInstanceOf(RunResult.Failed.class);
        assertThat(cheap.requests()).hasSize(9);
    }

    /** A call takes 119 of the 120 seconds that it may; three such calls fit, and a fourth may start. */
    private List<Setback> setbacksOfSlowFailures(int retries) {
        router.hop = new NextHop.RerouteHop(new Route("again", "cheap", "cheap", "", "", 100, 1, List.of()));
        cheap.answersAlways(request -> {
            world.time.advance(Duration.ofSeconds(119));
            return ModelFailure.of(Kind.SERVER_FAULT, "slow and wrong");
        });
        try (var naestro = builder().build()) {
            var run = naestro.start(Plans.asking(step -> step.retry(retries)), ITEM);
            assertThat(world.settle(run)).isInstanceOf(RunResult.Failed.class);
        }
        return router.setbacks;
    }

    @Test
    void a_chain_ends_at_a_moment_that_is_fixed_when_its_first_call_starts() {
        var start = world.time.now();
        assertThat(setbacksOfSlowFailures(0))
                .extracting(setback -> Duration.between(start, setback.request().deadline()))
                .containsExactly(
                        Duration.ofSeconds(119 + 120),
                        Duration.ofSeconds(2 * 119 + 120),
                        Duration.ofSeconds(360),
                        Duration.ofSeconds(360));
        assertThat(cheap.requests()).as("whatever the router wants").hasSize(4);
    }

    @Test
    void retries_that_a_plan_grants_have_their_time_in_a_chain() {
        var start = world.time.now();
        var last = setbacksOfSlowFailures(2).getLast();
        assertThat(Duration.between(start, last.request().deadline())).isEqualTo(Duration.ofMillis(601_500));
        assertThat(last.calls()).isEqualTo(6);
    }

    @Test
    void judging_has_its_time_in_a_chain() {
        router.hop = new NextHop.RerouteHop(new Route("again", "cheap", "cheap", "", "", 100, 1, List.of()));
        cheap.answersAlways(request -> {
            world.time.advance(Duration.ofSeconds(119));
            return cheap.response(request, "{\"text\":\"nonsense\"}");
        });
        assertThat(run(builder(), true)).isInstanceOf(RunResult.Failed.class);
        assertThat(cheap.requests()).as("as many as there may be hops").hasSize(9);
    }

    @Test
    void a_router_that_cannot_listen_does_not_break_the_run() {
        cheap.saysJson(DOC);
        var deaf = new Scripted() {
            @Override
            public void started(Route route, Instant now) {
                throw new IllegalStateException("deaf");
            }

            @Override
            public void ended(Route route, @Nullable ModelFailure failure, Duration took, Instant now) {
                throw new IllegalStateException("deaf");
            }
        };
        assertThat(run(world.builder().models(cheap, strong).router(deaf), false)
                        .orThrow())
                .isEqualTo(DOC);
    }

    @Test
    void a_new_process_hears_what_the_journal_knows_in_the_order_in_which_it_was_learnt(@TempDir Path folder) {
        for (int i = 0; i < 3; i++) {
            cheap.saysJson(DOC);
            run(builder().journal(FileJournal.at(folder)), true).orThrow();
        }
        var again = new Scripted();
        cheap.saysJson(DOC);
        run(world.builder().models(cheap, strong).router(again).journal(FileJournal.at(folder)), false)
                .orThrow();
        assertThat(again.lessons.subList(0, 3))
                .isEqualTo(router.lessons.stream().distinct().toList());
        assertThat(again.lessons)
                .hasSize(4)
                .isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()));
    }

    @Test
    void what_a_run_learnt_stands_in_its_journal() {
        cheap.saysJson(new Plans.Doc("nonsense"));
        strong.saysJson(DOC);
        var plan = Plans.asking(step -> step.check(Check.scores("strict", 0.5)));
        try (var naestro = builder().build()) {
            var run = naestro.start(plan, ITEM);
            world.settle(run).orThrow();
            assertThat(World.events(run, RunEvent.RouteLearned.class))
                    .extracting(RunEvent.RouteLearned::feedback)
                    .isEqualTo(router.lessons);
        }
    }
}
