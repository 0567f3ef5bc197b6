/**
 * Tests of pollers and probes, against real servers and processes on this machine. Start with {@code ServerSourceTest}.
 */
@NullMarked
package io.naestro.router.telemetry;

import org.jspecify.annotations.NullMarked;
