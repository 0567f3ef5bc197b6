/**
 * Runs: what is started, what happens, what is written down, and what comes of it. Start with
 * {@link io.naestro.run.Run}.
 */
@NullMarked
package io.naestro.run;

import org.jspecify.annotations.NullMarked;
