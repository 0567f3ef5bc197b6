package io.naestro.evaluate;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What comes of judging. The first four are results, of which a measure is no grade, since its scale is its own; the
 * others say why there is no result.
 */
public sealed interface Outcome {

    /** It is right. */
    record Passed() implements Outcome {}

    /**
     * It is wrong.
     *
     * @param evidence what shows it, each in a sentence
     */
    record Failed(List<String> evidence) implements Outcome {
        public Failed {
            evidence = List.copyOf(evidence);
        }
    }

    /**
     * It was measured on a scale of its own.
     *
     * @param value the measure, finite
     * @param unit the unit, such as {@code ms}
     * @param lowerIsBetter which end is good
     */
    record Measured(double value, String unit, boolean lowerIsBetter) implements Outcome {
        public Measured {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("measure '" + value + "' must be a finite number");
            }
        }
    }

    /**
     * It was given a score.
     *
     * @param score the score, from 0 to 1
     * @param reason why
     */
    record Judged(double score, String reason) implements Outcome {
        public Judged {
            if (!(score >= 0 && score <= 1)) {
                throw new IllegalArgumentException("score '" + score + "' must lie between 0 and 1");
            }
        }
    }

    /**
     * The evaluator could not start: something it needs is missing.
     *
     * @param reason what is missing
     */
    record NotReached(String reason) implements Outcome {}

    /**
     * The evaluator could not judge this.
     *
     * @param reason why
     */
    record Unscoreable(String reason) implements Outcome {}

    /**
     * A limit was hit while judging, which says nothing of the subject.
     *
     * @param limit which limit
     * @param reason what happened
     */
    record LimitHit(Limit limit, String reason) implements Outcome {}

    /** Limits that judging may hit. */
    enum Limit {
        /** Processor time. */
        CPU,
        /** Time by the clock. */
        WALL,
        /** Memory. */
        HEAP,
        /** Size of output. */
        OUTPUT,
        /** Number of processes. */
        PIDS
    }

    /** The grade from 0 to 1, or empty when the outcome is none or has a scale of its own. */
    default OptionalDouble grade() {
        return switch (this) {
            case Passed passed -> OptionalDouble.of(1);
            case Failed failed -> OptionalDouble.of(0);
            case Judged judged -> OptionalDouble.of(judged.score());
            case Measured measured -> OptionalDouble.empty();
            case NotReached missing -> OptionalDouble.empty();
            case Unscoreable unscoreable -> OptionalDouble.empty();
            case LimitHit hit -> OptionalDouble.empty();
        };
    }
}
