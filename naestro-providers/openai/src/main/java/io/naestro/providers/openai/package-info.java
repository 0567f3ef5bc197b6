/**
 * Chat models behind any server that speaks OpenAI's Chat Completions protocol. Start with
 * {@link io.naestro.providers.openai.OpenAi}.
 */
@NullMarked
package io.naestro.providers.openai;

import org.jspecify.annotations.NullMarked;
