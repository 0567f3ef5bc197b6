package io.naestro.router;

import io.naestro.effect.Actor;
import io.naestro.goal.Budget;
import io.naestro.goal.Money;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelNeeds;
import io.naestro.policy.Constraints;
import io.naestro.policy.Mode;
import io.naestro.policy.Principal;
import io.naestro.route.Route;
import io.naestro.route.RouteFeedback;
import io.naestro.route.RouteRequest;
import io.naestro.run.Spend;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests and feedback, as tests need them. */
record Requests(
        List<ModelCard> models,
        String taskType,
        ModelNeeds needs,
        Constraints constraints,
        long inputTokens,
        Budget headroom,
        boolean graded,
        RouteRequest.@Nullable Session session,
        Instant now,
        Instant deadline) {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    static Requests to(ModelCard... models) {
        return to(List.of(models));
    }

    static Requests to(List<ModelCard> models) {
        return new Requests(
                models,
                "memo",
                ModelNeeds.ANY,
                Constraints.NONE,
                100,
                Budget.UNLIMITED,
                false,
                null,
                START,
                START.plusSeconds(60));
    }

    Requests type(String type) {
        return new Requests(models, type, needs, constraints, inputTokens, headroom, graded, session, now, deadline);
    }

    Requests needing(ModelNeeds wanted) {
        return new Requests(
                models, taskType, wanted, constraints, inputTokens, headroom, graded, session, now, deadline);
    }

    Requests under(Constraints rules) {
        return new Requests(models, taskType, needs, rules, inputTokens, headroom, graded, session, now, deadline);
    }

    Requests tokens(long input) {
        return new Requests(models, taskType, needs, constraints, input, headroom, graded, session, now, deadline);
    }

    Requests within(Budget left) {
        return new Requests(models, taskType, needs, constraints, inputTokens, left, graded, session, now, deadline);
    }

    Requests thatAreGraded() {
        return new Requests(models, taskType, needs, constraints, inputTokens, headroom, true, session, now, deadline);
    }

    Requests inside(RouteRequest.Session conversation) {
        return new Requests(
                models, taskType, needs, constraints, inputTokens, headroom, graded, conversation, now, deadline);
    }

    Requests at(Instant moment) {
        return new Requests(
                models, taskType, needs, constraints, inputTokens, headroom, graded, session, moment, deadline);
    }

    Requests until(Instant end) {
        return new Requests(models, taskType, needs, constraints, inputTokens, headroom, graded, session, now, end);
    }

    RouteRequest request(String id) {
        return new RouteRequest(
                id,
                Actor.of(Principal.HOST, "worker", Mode.AUTO),
                taskType,
                needs,
                constraints,
                models,
                inputTokens,
                headroom,
                graded,
                session,
                now,
                deadline);
    }

    static RouteFeedback feedback(Route route, String type, @Nullable Double grade, @Nullable Money money) {
        return new RouteFeedback(route, type, grade, false, new Spend(money, 1_000, 1), Duration.ofSeconds(1), START);
    }
}
