/**
 * Asks model servers and machines how they are, and tells the router. Start with
 * {@link io.naestro.router.telemetry.Telemetry}, whose sources are given to the builder of the router.
 */
@NullMarked
package io.naestro.router.telemetry;

import org.jspecify.annotations.NullMarked;
