/**
 * Models that a host has already set up in Spring AI, as models of Naestro. Start with
 * {@link io.naestro.providers.springai.SpringAi}.
 */
@NullMarked
package io.naestro.providers.springai;

import org.jspecify.annotations.NullMarked;
