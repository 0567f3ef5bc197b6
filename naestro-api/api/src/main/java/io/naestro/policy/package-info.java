/**
 * What may happen, who says so, and what they are asked: decisions, approvals, principals and secrets. Start with
 * {@link io.naestro.policy.Policy}.
 */
@NullMarked
package io.naestro.policy;

import org.jspecify.annotations.NullMarked;
