/**
 * Requests through gate, router and provider against endpoints that fail in every usual way. Start with
 * {@code FaultRunTest}, which counts what became of each request.
 */
@NullMarked
package io.naestro.house.faults;

import org.jspecify.annotations.NullMarked;
