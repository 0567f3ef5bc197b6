/**
 * Pages that are judged by Naestro's audit and by Lighthouse, and where the two differ. Start with
 * {@link io.naestro.benchmarks.lighthouse.LighthouseComparison}.
 */
@NullMarked
package io.naestro.benchmarks.lighthouse;

import org.jspecify.annotations.NullMarked;
