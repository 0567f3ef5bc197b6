package io.naestro.route;

import io.naestro.effect.Actor;
import io.naestro.goal.Budget;
import io.naestro.model.ModelCard;
import io.naestro.model.ModelNeeds;
import io.naestro.policy.Constraints;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is to be routed.
 *
 * @param id the id that the decision shall have, unique in the store and the same when a run is rebuilt
 * @param actor who asks
 * @param taskType what kind of work it is
 * @param needs what the model must have
 * @param constraints what the policy allows
 * @param models the models to choose from, in the order of registration
 * @param inputTokens an upper bound of the request's input tokens
 * @param headroom what may still be spent; a view, since core alone counts
 * @param graded whether an evaluator will grade the result, so that trying something new teaches something
 * @param session the conversation that the request goes on with, or null when it stands for itself
 * @param now the moment of the request
 * @param deadline the moment after which an answer is of no use
 */
public record RouteRequest(
        String id,
        Actor actor,
        String taskType,
        ModelNeeds needs,
        Constraints constraints,
        List<ModelCard> models,
        long inputTokens,
        Budget headroom,
        boolean graded,
        @Nullable Session session,
        Instant now,
        Instant deadline) {
    public RouteRequest {
        models = List.copyOf(models);
    }

    /**
     * A conversation under way. Another model would have to read again what this one has in its prompt cache.
     *
     * @param model the id of the model that answered last
     * @param arm the arm that answered last
     * @param cachedTokens how many tokens of the request that model has cached, as its last answer said
     */
    public record Session(String model, String arm, long cachedTokens) {
        public Session {
            if (cachedTokens < 0) {
                throw new IllegalArgumentException("cachedTokens '" + cachedTokens + "' must not be negative");
            }
        }
    }
}
