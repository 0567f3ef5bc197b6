package io.naestro.router;

import static io.naestro.router.Models.cloud;
import static io.naestro.router.Requests.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.json.Json;
import io.naestro.model.Capability;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelFailure;
import io.naestro.model.ModelFailure.Kind;
import io.naestro.model.Residency;
import io.naestro.policy.Constraints;
import io.naestro.policy.Verdict;
import io.naestro.route.NextHop;
import io.naestro.route.Route;
import io.naestro.route.Setback;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What follows a failure, by its kind. */
class HopsTest {
    private final LearningRouter router = LearningRouter.create();
    private final Requests three = Requests.to(
            cloud("a", 1).build(), cloud("b", 2).build(), cloud("c", 3).build());
    private int calls = 1;

    private Route first(Requests requests) {
        return (Route) router.route(requests.request("d"));
    }

    /** Lets the first call fail as core does: the router hears of the end of the call, and then is asked. */
    private NextHop fail(Requests requests, @Nullable ModelFailure failure) {
        return fail(requests, first(requests), failure, requests.now());
    }

    private NextHop fail(Requests requests, Route route, @Nullable ModelFailure failure, Instant now) {
        router.started(route, now);
        router.ended(route, failure, Duration.ofSeconds(1), now);
        return router.next(new Setback(requests.request("d"), route, failure, calls, now));
    }

    private static Route rerouted(NextHop hop) {
        assertThat(hop).isInstanceOf(NextHop.RerouteHop.class);
        return ((NextHop.RerouteHop) hop).route();
    }

    private static String stopped(NextHop hop) {
        assertThat(hop).isInstanceOf(NextHop.StopHop.class);
        return ((NextHop.StopHop) hop).reason();
    }

    private static ModelFailure of(Kind kind) {
        return ModelFailure.of(kind, "no");
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {
                "AUTHENTICATION",
                "BILLING",
                "RATE_LIMITED",
                "OVERLOADED",
                "UNSUPPORTED",
                "MODEL_NOT_FOUND",
                "TIMEOUT",
                "TRANSPORT",
                "SERVER_FAULT",
                "ENGINE_DOWN",
                "NOT_LOCAL",
                "FAULT"
            })
    void another_arm_is_tried_and_none_twice(Kind kind) {
        var first = first(three);
        var second = rerouted(fail(three, first, of(kind), START));
        calls = 2;
        var third = rerouted(fail(three, second, of(kind), START));
        assertThat(List.of(first.arm(), second.arm(), third.arm())).containsExactly("a", "b", "c");
        assertThat(third.tried()).containsExactly("a", "b");
        assertThat(List.of(first.decision(), second.decision(), third.decision()))
                .containsExactly("d", "d+1", "d+2");
        calls = 3;
        assertThat(fail(three, third, of(kind), START)).isInstanceOfAny(NextHop.StopHop.class, NextHop.WaitHop.class);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"INVALID_REQUEST", "REFUSED", "FILTERED"})
    void what_no_other_arm_would_do_better_stops(Kind kind) {
        assertThat(stopped(fail(three, of(kind)))).contains(kind.name());
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"INVALID_ANSWER", "INVALID_TOOL_CALL"})
    void a_bad_answer_is_repaired_once_and_then_asked_elsewhere(Kind kind) {
        assertThat(fail(three, of(kind)))
                .isEqualTo(new NextHop.RepairHop("Your last answer could not be used: no. Answer again."));
        calls = 2;
        assertThat(rerouted(fail(three, of(kind))).arm()).isEqualTo("b");
    }

    // ---- waiting ----

    @Test
    void with_nowhere_else_to_go_it_waits_as_long_as_it_is_asked_to() {
        var one = Requests.to(cloud("a", 1).build());
        var busy = of(Kind.RATE_LIMITED).after(Duration.ofSeconds(20));
        assertThat(fail(one, busy)).isEqualTo(new NextHop.WaitHop(Duration.ofSeconds(20)));
    }

    @Test
    void of_two_deadlines_the_later_one_counts() {
        var one = Requests.to(cloud("a", 1).build());
        var route = first(one);
        router.signals("a").open(START.plusSeconds(30), "429 to another call");
        assertThat(fail(one, route, of(Kind.RATE_LIMITED).after(Duration.ofSeconds(2)), START))
                .isEqualTo(new NextHop.WaitHop(Duration.ofSeconds(30)));
        assertThat(router.signals("a").openUntil())
                .isEqualTo(START.plusSeconds(30).toEpochMilli());
    }

    @Test
    void a_rate_limit_without_a_time_waits_five_seconds() {
        assertThat(fail(Requests.to(cloud("a", 1).build()), of(Kind.OVERLOADED)))
                .isEqualTo(new NextHop.WaitHop(Duration.ofSeconds(5)));
    }

    @Test
    void a_wait_beyond_the_deadline_is_a_stop() {
        var one = Requests.to(cloud("a", 1).build());
        assertThat(stopped(fail(one, of(Kind.RATE_LIMITED).after(Duration.ofSeconds(60)))))
                .contains("60000 ms", "beyond its deadline");
    }

    @Test
    void waits_after_faults_double_with_a_little_chance() {
        var one = Requests.to(cloud("a", 1).build());
        for (calls = 1; calls < 5; calls++) {
            var pause = ((NextHop.WaitHop)
                            fail(one, new Route("d", "a", "a", "", "", 1, 1, List.of()), of(Kind.TIMEOUT), START))
                    .pause()
                    .toMillis();
            assertThat(pause).isBetween(250L << calls - 1, 250L << calls);
        }
    }

    // ---- limits ----

    @Test
    void the_limit_on_calls_ends_a_chain() {
        calls = 6;
        assertThat(stopped(fail(three, of(Kind.TIMEOUT)))).contains("6 calls, which is the limit");
        var strict = LearningRouter.builder().mostCalls(1).build();
        assertThat(strict.next(new Setback(three.request("d"), Route.to("d", "a", 1), null, 1, START)))
                .isEqualTo(new NextHop.StopHop("the chain made 1 calls, which is the limit"));
    }

    @Test
    void the_deadline_ends_a_chain() {
        assertThat(stopped(fail(three, first(three), of(Kind.TIMEOUT), three.deadline())))
                .contains("has passed");
    }

    // ---- kinds that only some arms can help ----

    @Test
    void a_request_that_was_too_long_goes_only_to_a_larger_window() {
        var models = Requests.to(
                cloud("small", 1).contextTokens(8_000).build(),
                cloud("same", 2).contextTokens(8_000).build(),
                cloud("large", 3).contextTokens(16_000).build(),
                cloud("huge", 4).contextTokens(32_000).build());
        assertThat(rerouted(fail(models, of(Kind.CONTEXT_OVERFLOW))).arm()).isEqualTo("large");
        var asked = of(Kind.CONTEXT_OVERFLOW).with("asked", Json.of(16_001));
        assertThat(rerouted(fail(models, asked)).arm()).isEqualTo("huge");
        assertThat(stopped(fail(models, of(Kind.CONTEXT_OVERFLOW).with("asked", Json.of(32_001)))))
                .contains("cannot do what another arm could not");
    }

    @Test
    void an_answer_that_was_cut_off_goes_only_where_more_fits() {
        var models = Requests.to(
                cloud("short", 1).maxOutputTokens(100).build(),
                cloud("as-short", 2).maxOutputTokens(100).build(),
                cloud("long", 3).maxOutputTokens(101).build());
        assertThat(rerouted(fail(models, of(Kind.TRUNCATED).with("finish", Json.of("length"))))
                        .arm())
                .isEqualTo("long");
    }

    @Test
    void an_account_without_money_is_not_tried_again_with_any_of_its_models() {
        var models = Requests.to(
                cloud("a", 1).provider("p").build(),
                cloud("b", 2).provider("p").build(),
                cloud("c", 3).provider("q").build());
        assertThat(rerouted(fail(models, of(Kind.BILLING))).arm()).isEqualTo("c");
        assertThat(first(models.at(START.plusSeconds(3_000))).arm()).isEqualTo("c");
        var alone = Requests.to(cloud("a", 1).provider("p").build());
        assertThat(stopped(fail(alone.at(START.plusSeconds(7_200)).until(START.plusSeconds(9_000)), of(Kind.BILLING))))
                .contains("BILLING");
    }

    @Test
    void what_a_filter_stopped_goes_to_another_provider_only_if_the_policy_allows() {
        var models = List.of(
                cloud("a", 1).provider("p").build(),
                cloud("b", 2).provider("p").build(),
                cloud("c", 3).provider("q").build());
        assertThat(stopped(fail(Requests.to(models), of(Kind.FILTERED)))).contains("the policy does not allow");
        var allowed = new Constraints(
                Verdict.ALLOW, Set.of(Residency.values()), Set.of(), "", "", Set.of(Capability.values()), true);
        assertThat(rerouted(fail(Requests.to(models).under(allowed), of(Kind.FILTERED)))
                        .arm())
                .isEqualTo("c");
    }

    @Test
    void an_arm_that_is_no_longer_there_has_no_window_and_no_provider() {
        var gone = new Route("d", "gone", "gone", "", "", 100, 1, List.of("older"));
        var allowed = new Constraints(
                Verdict.ALLOW, Set.of(Residency.values()), Set.of(), "", "", Set.of(Capability.values()), true);
        var requests = three.under(allowed);
        calls = 2;
        assertThat(rerouted(fail(requests, gone, of(Kind.CONTEXT_OVERFLOW), START))
                        .arm())
                .isEqualTo("a");
        assertThat(stopped(fail(requests, gone, of(Kind.FILTERED), START))).contains("no other arm will do");
        assertThat(rerouted(fail(requests, gone, of(Kind.ENGINE_DOWN), START)).tried())
                .containsExactly("older", "gone");
    }

    @Test
    void a_chain_goes_on_after_a_restart() {
        var second = rerouted(fail(three, of(Kind.ENGINE_DOWN)));
        var another = LearningRouter.create();
        var hop = another.next(new Setback(three.request("d"), second, of(Kind.ENGINE_DOWN), 2, START));
        assertThat(rerouted(hop).arm()).isEqualTo("c");
    }

    @Test
    void an_answer_that_was_rejected_is_repaired_where_no_cascade_is_planned() {
        assertThat(fail(three, (ModelFailure) null))
                .isEqualTo(new NextHop.RepairHop("Your last answer was not accepted. Answer again."));
    }

    // ---- circuits ----

    @Test
    void one_request_probes_a_circuit_whose_deadline_has_passed() {
        var one = Requests.to(cloud("a", 1).build(), cloud("b", 2).build());
        fail(one, of(Kind.ENGINE_DOWN));
        assertThat(first(one).arm()).isEqualTo("b");
        var later = one.at(START.plusSeconds(10));
        assertThat(first(later).arm()).as("the probe").isEqualTo("a");
        assertThat(first(later).arm()).as("beside the probe").isEqualTo("b");
        assertThat(router.route(Requests.to(one.models().getFirst())
                                .at(later.now())
                                .request("x"))
                        .toString())
                .contains("another request probes it");
        router.ended(Route.to("d", "a", 1), null, Duration.ofSeconds(1), later.now());
        assertThat(first(later).arm()).as("after the probe").isEqualTo("a");
    }

    @Test
    void a_probe_that_is_never_heard_of_again_does_not_block_the_next() {
        var one = Requests.to(cloud("a", 1).build(), cloud("b", 2).build());
        fail(one, of(Kind.ENGINE_DOWN));
        assertThat(first(one.at(START.plusSeconds(10))).arm()).isEqualTo("a");
        assertThat(first(one.at(START.plusSeconds(60)).until(START.plusSeconds(120)))
                        .arm())
                .isEqualTo("a");
    }

    @Test
    void a_probe_that_fails_opens_the_circuit_for_longer() {
        var one = Requests.to(cloud("a", 1).build());
        var route = Route.to("d", "a", 1);
        fail(one, route, of(Kind.ENGINE_DOWN), START);
        var firstPause = router.signals("a").openUntil() - START.toEpochMilli();
        var later = START.plusSeconds(10);
        assertThat(first(one.at(later)).arm()).isEqualTo("a");
        fail(one, route, of(Kind.SERVER_FAULT), later);
        var secondPause = router.signals("a").openUntil() - later.toEpochMilli();
        assertThat(firstPause).isBetween(4_000L, 6_000L);
        assertThat(secondPause).isBetween(8_000L, 12_000L);
    }

    @Test
    void faults_open_a_circuit_when_they_are_half_of_at_least_five_calls() {
        var route = Route.to("d", "a", 1);
        var fault = of(Kind.SERVER_FAULT);
        for (var failure : new ModelFailure[] {fault, fault, fault, fault}) {
            router.started(route, START);
            router.ended(route, failure, Duration.ZERO, START);
        }
        assertThat(router.signals("a").openUntil()).isZero();
        router.ended(route, fault, Duration.ZERO, START);
        assertThat(router.signals("a").openUntil()).isGreaterThan(START.toEpochMilli());
    }

    @Test
    void a_few_faults_among_many_successes_open_nothing() {
        var route = Route.to("d", "a", 1);
        for (int i = 0; i < 100; i++) {
            router.ended(route, i % 3 == 2 ? of(Kind.TRANSPORT) : null, Duration.ZERO, START);
        }
        assertThat(router.signals("a").openUntil()).isZero();
    }

    @Test
    void what_a_caller_did_wrong_opens_nothing_and_closes_what_was_open() {
        var one = Requests.to(cloud("a", 1).build());
        fail(one, of(Kind.ENGINE_DOWN));
        router.ended(Route.to("d", "a", 1), of(Kind.INVALID_REQUEST), Duration.ZERO, START.plusSeconds(10));
        assertThat(first(one.at(START.plusSeconds(10))).arm()).isEqualTo("a");
        assertThat(first(one.at(START.plusSeconds(10))).arm()).isEqualTo("a");
        for (int i = 0; i < 10; i++) {
            router.ended(Route.to("d", "a", 1), of(Kind.INVALID_REQUEST), Duration.ZERO, START.plusSeconds(10));
        }
        assertThat(first(one.at(START.plusSeconds(10))).arm()).isEqualTo("a");
    }

    @Test
    void billing_before_any_decision_concerns_nobody() {
        router.ended(Route.to("d", "a", 1), of(Kind.BILLING), Duration.ZERO, START);
        assertThat(first(three).arm()).isEqualTo("a");
    }

    @Test
    void latency_counts_for_an_eighth() {
        var a = cloud("a", 1).group("g").build();
        var b = cloud("b", 1).group("g").build();
        ModelCard[] both = {a, b};
        router.ended(Route.to("x", "a", 1), null, Duration.ofMillis(800), START);
        router.ended(Route.to("y", "b", 1), null, Duration.ofMillis(100), START);
        assertThat(first(Requests.to(both)).model()).isEqualTo("b");
        for (int i = 0; i < 10; i++) {
            router.ended(Route.to("y", "b", 1), null, Duration.ofMillis(1_600), START);
        }
        assertThat(first(Requests.to(both)).model()).isEqualTo("a");
    }
}
