/**
 * How fast the router decides and how well it spends a budget. Start with
 * {@link io.naestro.benchmarks.router.RouterReplay}, which scores it on tables of outcomes.
 */
@NullMarked
package io.naestro.benchmarks.router;

import org.jspecify.annotations.NullMarked;
