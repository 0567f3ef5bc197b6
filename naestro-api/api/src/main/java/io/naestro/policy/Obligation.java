package io.naestro.policy;

import io.naestro.goal.Money;
import io.naestro.model.Residency;
import java.time.Duration;
import java.util.Set;

/** Something that must be kept when an allowed effect is taken. Core keeps it; one that it cannot keep is a refusal. */
public sealed interface Obligation {

    /**
     * Hides parts of what is sent or shown.
     *
     * @param what the sorts of content to hide, such as {@code secrets} or {@code pii}
     */
    record RedactObligation(Set<String> what) implements Obligation {
        public RedactObligation {
            what = Set.copyOf(what);
        }
    }

    /**
     * Limits the size of a result.
     *
     * @param bytes the most bytes
     */
    record SizeObligation(long bytes) implements Obligation {
        public SizeObligation {
            if (bytes < 0) {
                throw new IllegalArgumentException("bytes '" + bytes + "' must not be negative");
            }
        }
    }

    /**
     * Takes the effect confined. Core believes what the host declares of its tools.
     *
     * @param level the least confinement, such as {@code landlock}
     */
    record SandboxObligation(String level) implements Obligation {}

    /**
     * Limits how often.
     *
     * @param key what is counted together, such as {@code tool:http.get}
     * @param rate how often
     */
    record RateObligation(String key, Rate rate) implements Obligation {}

    /**
     * Limits the cost of all effects under one key in a run.
     *
     * @param key what is counted together
     * @param most the most money
     */
    record CostObligation(String key, Money most) implements Obligation {}

    /**
     * Limits the time of the effect.
     *
     * @param most the most time
     */
    record TimeObligation(Duration most) implements Obligation {}

    /**
     * Takes the effect only at a place or nearer. Core refuses a model that is farther away, and all other effects,
     * since only of models is it known where they are.
     *
     * @param farthest the farthest place
     */
    record ResidencyObligation(Residency farthest) implements Obligation {}

    /**
     * Says how much of the effect is recorded, at least. Digests and results always are, since runs go on from them.
     *
     * @param level {@code none}, {@code digest}, or {@code full} for the argument too
     */
    record RecordObligation(String level) implements Obligation {}

    /**
     * Limits what the effects under one key may take of the budget of their run: of its money, tokens and calls.
     *
     * @param key what is counted together
     * @param share the largest part, above 0 and at most 1
     */
    record ShareObligation(String key, double share) implements Obligation {
        public ShareObligation {
            if (!(share > 0 && share <= 1)) {
                throw new IllegalArgumentException("share '" + share + "' must be above 0 and at most 1");
            }
        }
    }

    /**
     * Names who may agree, and how.
     *
     * @param role the role that an approver must have, or empty for any principal of the tenant
     * @param notInitiator whether the one on whose behalf the run acts may not agree
     * @param count how many must agree, at least 1
     * @param expires how long the question stands
     */
    record ApproverObligation(String role, boolean notInitiator, int count, Duration expires) implements Obligation {
        /** One person of the tenant, within seven days. */
        public static final ApproverObligation ANYONE = new ApproverObligation("", false, 1, Duration.ofDays(7));

        public ApproverObligation {
            if (count < 1) {
                throw new IllegalArgumentException("count '" + count + "' must be at least 1");
            }
            if (expires.isNegative() || expires.isZero()) {
                throw new IllegalArgumentException("expires '" + expires + "' must be longer than nothing");
            }
        }
    }
}
