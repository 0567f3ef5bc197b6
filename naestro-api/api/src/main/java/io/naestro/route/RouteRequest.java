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
     * Starts to put a request together; what is not set asks for nothing special.
     *
     * @param id the id that the decision shall have
     * @param actor who asks
     * @param models the models to choose from, in the order of registration
     * @param now the moment of the request
     * @param deadline the moment after which an answer is of no use
     */
    public static Builder builder(String id, Actor actor, List<ModelCard> models, Instant now, Instant deadline) {
        return new Builder(id, actor, models, now, deadline);
    }

    /** Puts a request together. */
    public static final class Builder {
        private final String id;
        private final Actor actor;
        private final List<ModelCard> models;
        private final Instant now;
        private final Instant deadline;
        private String taskType = "model";
        private ModelNeeds needs = ModelNeeds.ANY;
        private Constraints constraints = Constraints.NONE;
        private long inputTokens;
        private Budget headroom = Budget.UNLIMITED;
        private boolean graded;
        private @Nullable Session session;

        private Builder(String id, Actor actor, List<ModelCard> models, Instant now, Instant deadline) {
            this.id = id;
            this.actor = actor;
            this.models = List.copyOf(models);
            this.now = now;
            this.deadline = deadline;
        }

        /**
         * Says what kind of work it is.
         *
         * @param type the task type; {@code model} unless set
         */
        public Builder taskType(String type) {
            taskType = type;
            return this;
        }

        /**
         * Says what the model must have.
         *
         * @param all what it must have; nothing unless set
         */
        public Builder needs(ModelNeeds all) {
            needs = all;
            return this;
        }

        /**
         * Says what the policy allows.
         *
         * @param all the constraints; none unless set
         */
        public Builder constraints(Constraints all) {
            constraints = all;
            return this;
        }

        /**
         * Says how long the request is.
         *
         * @param atMost an upper bound of its input tokens; 0 unless set
         */
        public Builder inputTokens(long atMost) {
            inputTokens = atMost;
            return this;
        }

        /**
         * Says what may still be spent.
         *
         * @param left what is left; everything unless set
         */
        public Builder headroom(Budget left) {
            headroom = left;
            return this;
        }

        /**
         * Says whether an evaluator will grade the result.
         *
         * @param willBe whether it will; not unless set
         */
        public Builder graded(boolean willBe) {
            graded = willBe;
            return this;
        }

        /**
         * Says which conversation the request goes on with.
         *
         * @param underWay the conversation, or null when the request stands for itself, as it does unless set
         */
        public Builder session(@Nullable Session underWay) {
            session = underWay;
            return this;
        }

        /** The request. */
        public RouteRequest build() {
            return new RouteRequest(
                    id,
                    actor,
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
