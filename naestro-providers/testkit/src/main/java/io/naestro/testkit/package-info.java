/**
 * Tests without a model, a clock or luck: scripted models and tools, virtual time, a seeded scheduler, and the contract
 * suites ({@code *Conformance}) that every adapter extends. Start with {@link io.naestro.testkit.NaestroTest}.
 */
@NullMarked
package io.naestro.testkit;

import org.jspecify.annotations.NullMarked;
