package io.naestro.house.faults;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.core.Naestro;
import io.naestro.core.SystemScheduler;
import io.naestro.core.SystemTime;
import io.naestro.house.faults.Endpoint.Seen;
import io.naestro.model.ChatModel;
import io.naestro.model.ModelNeeds;
import io.naestro.model.Prompt;
import io.naestro.plan.Plan;
import io.naestro.plan.Retry;
import io.naestro.policy.Mode;
import io.naestro.providers.openai.OpenAi;
import io.naestro.router.LearningRouter;
import io.naestro.router.telemetry.Telemetry;
import io.naestro.run.FailureCause;
import io.naestro.run.Run;
import io.naestro.run.RunEvent;
import io.naestro.run.RunResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of requests through core's gate, the router and the OpenAI provider, over real HTTP, against eight endpoints
 * that fail in eight ways. Every request ends, as a success or as a refusal that says why; what the servers saw is held
 * against what the router promises.
 */
class FaultRunTest {
    /** The nightly profile runs more. */
    private static final int SEEDS = Integer.getInteger("naestro.faults", 2);

    private static final int REQUESTS = 120;
    private static final int AT_ONCE = 16;
    private static final int MOST_CALLS = 6;
    private static final Duration TIMEOUT = Duration.ofMillis(2_000);
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    /** Clocks of both sides tick apart; a second that was waited for may look this much shorter. */
    private static final long TICK = 5_000_000;

    record Ask(String id) {}

    /** What a seed came to. */
    private record Outcome(
            int done,
            Map<String, Long> refused,
            Map<Fault, Long> answers,
            long most,
            int waits,
            int reroutes,
            long shortestWait) {}

    /** An endpoint's share of faults, its provider, and how it fails. */
    private record Kind(String name, String provider, Fault fault, double share) {}

    private static List<Kind> kinds(long seed) {
        var random = new SplittableRandom(seed);
        return List.of(
                new Kind("limited", "a", Fault.LIMITED, random.nextDouble(0.3, 1)),
                new Kind("overloaded", "b", Fault.OVERLOADED, random.nextDouble(0.3, 1)),
                new Kind("resetting", "c", Fault.RESET, random.nextDouble(0.3, 1)),
                new Kind("lying", "d", Fault.LYING, random.nextDouble(0.3, 1)),
                new Kind("slow", "e", Fault.SLOW, random.nextDouble(0.05, 0.2)),
                new Kind("dead", "f", Fault.DEAD, 1),
                new Kind("unpaid", "acme", Fault.UNPAID, random.nextDouble(0.05, 1)),
                new Kind("unpaid-too", "acme", Fault.UNPAID, 0));
    }

    private static Endpoint endpoint(Kind kind, long seed) {
        return new Endpoint(kind.name(), (request, sent) -> {
            var chance = new SplittableRandom(
                            (seed * 31 + kind.name().hashCode()) * 31 + request.hashCode() * 17L + sent)
                    .split()
                    .nextDouble();
            return chance < kind.share() ? kind.fault() : Fault.NONE;
        });
    }

    @Test
    void every_request_ends_in_a_success_or_a_refusal_that_says_why() throws Exception {
        System.out.println("| seed | successes | refusals | answers of the servers | most calls of a request |"
                + " waits | reroutes | shortest wait after Retry-After: 1 |\n|---|---|---|---|---|---|---|---|");
        var faults = EnumSet.noneOf(Fault.class);
        var shortest = Long.MAX_VALUE;
        for (long seed = 1; seed <= SEEDS; seed++) {
            var outcome = run(seed);
            faults.addAll(outcome.answers().keySet());
            shortest = Math.min(shortest, outcome.shortestWait());
            System.out.printf(
                    "| %d | %d of %d | %s | %s | %d | %d | %d | %s |%n",
                    seed,
                    outcome.done(),
                    REQUESTS,
                    outcome.refused(),
                    outcome.answers(),
                    outcome.most(),
                    outcome.waits(),
                    outcome.reroutes(),
                    outcome.shortestWait() == Long.MAX_VALUE ? "none" : outcome.shortestWait() / 1_000_000 + " ms");
        }
        assertThat(faults).containsExactlyInAnyOrder(Fault.values());
        assertThat(shortest)
                .as("some request waits for an endpoint, and as long as it was asked to")
                .isLessThan(Long.MAX_VALUE)
                .isGreaterThanOrEqualTo(Duration.ofSeconds(1).toNanos() - TICK);
    }

    private static Outcome run(long seed) throws Exception {
        var kinds = kinds(seed);
        var endpoints = kinds.stream().map(kind -> endpoint(kind, seed)).toList();
        var dead = endpoints.get(5);
        try (var polls = new SystemScheduler();
                var learning = LearningRouter.builder()
                        .mostCalls(MOST_CALLS)
                        .seed(seed)
                        .poll(Telemetry.server(dead.url(), dead.name()), Duration.ofMillis(100))
                        .polling(polls, new SystemTime())
                        .build()) {
            var router = new WatchedRouter(learning);
            try (var naestro = Naestro.builder()
                    .mode(Mode.AUTO)
                    .models(models(kinds, endpoints))
                    .router(router)
                    .build()) {
                var runs = new ArrayList<Run<String>>();
                for (int i = 0; i < REQUESTS; i++) {
                    if (i >= AT_ONCE) {
                        var unused = runs.get(i - AT_ONCE).await(PATIENCE);
                    }
                    runs.add(naestro.start(plan(i), new Ask("request-" + i + "-")));
                }
                var results = runs.stream().map(run -> run.await(PATIENCE)).toList();
                return judged(kinds, endpoints, router, runs, results);
            }
        } finally {
            endpoints.forEach(Endpoint::close);
        }
    }

    private static ChatModel[] models(List<Kind> kinds, List<Endpoint> endpoints) {
        var models = new ChatModel[kinds.size()];
        for (int i = 0; i < models.length; i++) {
            var provider = kinds.get(i).provider();
            models[i] = OpenAi.vllm(endpoints.get(i).url())
                    .model(kinds.get(i).name(), card -> card.provider(provider).wireName("m"));
        }
        return models;
    }

    /** Some may go to one endpoint only, so that there is nothing but to wait or to give up. */
    private static Plan<Ask, String> plan(int number) {
        var needs = switch (number % 10) {
            case 5 -> ModelNeeds.only("slow", "overloaded");
            case 6 -> ModelNeeds.only("lying", "resetting");
            case 7 -> ModelNeeds.only("limited");
            case 8 -> ModelNeeds.only("unpaid", "unpaid-too");
            case 9 -> ModelNeeds.only("dead", "slow");
            default -> ModelNeeds.ANY;
        };
        var plan = Plan.named("ask", 1).input(Ask.class);
        return plan.yields(plan.model("one", String.class, Prompt.of("ask", "Say done."), plan.input())
                .needs(needs)
                .timeout(TIMEOUT)
                .retry(new Retry(8, Duration.ofMillis(1), 1, Duration.ofMillis(1))));
    }

    // ---- what is held against what ----

    private static Outcome judged(
            List<Kind> kinds,
            List<Endpoint> endpoints,
            WatchedRouter router,
            List<Run<String>> runs,
            List<RunResult<String>> results) {
        var providers = new TreeMap<String, String>();
        kinds.forEach(kind -> providers.put(kind.name(), kind.provider()));
        var byRequest = new TreeMap<String, List<Seen>>();
        endpoints.forEach(endpoint -> endpoint.seen()
                .forEach(seen -> byRequest
                        .computeIfAbsent(seen.request(), request -> new ArrayList<>())
                        .add(seen)));
        byRequest.values().forEach(seen -> seen.sort(Comparator.comparingLong(Seen::arrived)));

        assertThat(router.broken).isEmpty();
        assertThat(results).allSatisfy(FaultRunTest::ended);
        for (int i = 0; i < runs.size(); i++) {
            var seen = byRequest.getOrDefault(Integer.toString(i), List.of());
            sentAsJournaled(runs.get(i), seen);
            visitsNoEndpointTwice(seen);
            staysAwayFromUnpaidAccounts(seen, providers);
            succeedsAsTheServerSays(results.get(i), seen);
        }
        var done =
                (int) results.stream().filter(RunResult.Done.class::isInstance).count();
        return new Outcome(
                done,
                results.stream()
                        .filter(result -> !(result instanceof RunResult.Done))
                        .collect(groupingBy(FaultRunTest::reason, TreeMap::new, counting())),
                byRequest.values().stream()
                        .flatMap(List::stream)
                        .collect(groupingBy(Seen::fault, TreeMap::new, counting())),
                byRequest.values().stream().mapToLong(List::size).max().orElse(0),
                router.waits.get(),
                router.reroutes.get(),
                shortestWait(byRequest.values()));
    }

    private static void ended(RunResult<String> result) {
        switch (result) {
            case RunResult.Done<String> done -> assertThat(done.value()).isEqualTo("done");
            case RunResult.Failed<String> failed ->
                assertThat(failed.cause())
                        .isInstanceOfAny(FailureCause.ModelCause.class, FailureCause.RouteCause.class)
                        .satisfies(cause -> assertThat(cause.message()).isNotBlank());
            default -> throw new AssertionError("a request was lost: " + result);
        }
    }

    private static String reason(RunResult<String> result) {
        return switch (((RunResult.Failed<String>) result).cause()) {
            case FailureCause.ModelCause cause -> cause.failure().kind().toString();
            default -> "NO_ROUTE";
        };
    }

    /** Nothing was sent behind the gate's back, or more often than the limit. */
    private static void sentAsJournaled(Run<String> run, List<Seen> seen) {
        var intents = run.events(0, 1_000).stream()
                .filter(recorded -> recorded.event() instanceof RunEvent.StepIntent)
                .count();
        assertThat(intents).isLessThanOrEqualTo(MOST_CALLS);
        assertThat((long) seen.size()).isLessThanOrEqualTo(intents);
    }

    /** Calls of one endpoint follow one another, with a wait between; what was left is left. */
    private static void visitsNoEndpointTwice(List<Seen> seen) {
        var visits = new ArrayList<String>();
        for (var each : seen) {
            if (visits.isEmpty() || !visits.getLast().equals(each.endpoint())) {
                visits.add(each.endpoint());
            }
        }
        assertThat(visits).doesNotHaveDuplicates();
    }

    private static void staysAwayFromUnpaidAccounts(List<Seen> seen, Map<String, String> providers) {
        for (int i = 0; i < seen.size() - 1; i++) {
            if (seen.get(i).fault() == Fault.UNPAID) {
                var unpaid = providers.get(seen.get(i).endpoint());
                assertThat(seen.subList(i + 1, seen.size()))
                        .noneMatch(later -> providers.get(later.endpoint()).equals(unpaid));
            }
        }
    }

    /** A request succeeds if, and only if, its last call was answered well. */
    private static void succeedsAsTheServerSays(RunResult<String> result, List<Seen> seen) {
        var well = !seen.isEmpty() && seen.getLast().fault() == Fault.NONE;
        assertThat(result instanceof RunResult.Done)
                .as(result + " after " + seen)
                .isEqualTo(well);
        assertThat(seen.stream().filter(each -> each.fault() == Fault.NONE).count())
                .isLessThanOrEqualTo(1);
    }

    /** The least time between an answer with Retry-After and the next call of the same request to that endpoint. */
    private static long shortestWait(Iterable<List<Seen>> requests) {
        var shortest = Long.MAX_VALUE;
        for (var seen : requests) {
            for (int i = 0; i < seen.size() - 1; i++) {
                var next = seen.get(i + 1);
                if (seen.get(i).fault() == Fault.LIMITED
                        && next.endpoint().equals(seen.get(i).endpoint())) {
                    shortest = Math.min(shortest, next.arrived() - seen.get(i).answered());
                }
            }
        }
        return shortest;
    }
}
