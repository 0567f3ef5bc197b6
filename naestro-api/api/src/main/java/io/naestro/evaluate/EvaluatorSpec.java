package io.naestro.evaluate;

import io.naestro.json.Digest;

/**
 * What is known of an evaluator. Outcomes are comparable only between equal digests.
 *
 * @param name its name, as plans speak of it
 * @param version its version
 * @param content the digest of its code or configuration
 * @param determinism whether it gives the same outcome again
 */
public record EvaluatorSpec(String name, String version, Digest content, Determinism determinism) {
    /** Whether an evaluator gives the same outcome again. */
    public enum Determinism {
        /** Always. */
        PURE,
        /** With the same seed. */
        SEEDED,
        /** Not necessarily. */
        STOCHASTIC
    }
}
