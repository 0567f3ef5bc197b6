/**
 * Decides about effects by the rules of a policy file, {@code naestro: policy/v1}. Start with
 * {@link io.naestro.policy.engine.YamlPolicy}.
 */
@NullMarked
package io.naestro.policy.engine;

import org.jspecify.annotations.NullMarked;
