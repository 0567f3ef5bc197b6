/** Chat models behind Anthropic's Messages API. Start with {@link io.naestro.providers.anthropic.Anthropic}. */
@NullMarked
package io.naestro.providers.anthropic;

import org.jspecify.annotations.NullMarked;
