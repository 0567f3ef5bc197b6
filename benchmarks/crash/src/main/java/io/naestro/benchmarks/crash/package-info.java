/**
 * Processes that are killed while they work, and a ledger outside that tells what they did. Start with
 * {@link io.naestro.benchmarks.crash.CrashHarness}.
 */
@NullMarked
package io.naestro.benchmarks.crash;

import org.jspecify.annotations.NullMarked;
