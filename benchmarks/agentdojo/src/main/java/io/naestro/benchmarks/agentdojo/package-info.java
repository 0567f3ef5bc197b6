/**
 * Scores a policy with provenance on the traces of AgentDojo. Start with
 * {@link io.naestro.benchmarks.agentdojo.AgentDojoScore}.
 */
@NullMarked
package io.naestro.benchmarks.agentdojo;

import org.jspecify.annotations.NullMarked;
