/**
 * Finds out where the arguments come from that a model proposes, so that a policy can tell a recipient whom the user
 * named from one that stood in a mail. Start with {@link io.naestro.policy.engine.provenance.Evidence}.
 */
@NullMarked
package io.naestro.policy.engine.provenance;

import org.jspecify.annotations.NullMarked;
