/** Chat models behind Google's Gemini API. Start with {@link io.naestro.providers.gemini.Gemini}. */
@NullMarked
package io.naestro.providers.gemini;

import org.jspecify.annotations.NullMarked;
