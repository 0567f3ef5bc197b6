/**
 * Models that a host has already set up in LangChain4j, as models of Naestro. Start with
 * {@link io.naestro.providers.langchain4j.LangChain4j}.
 */
@NullMarked
package io.naestro.providers.langchain4j;

import org.jspecify.annotations.NullMarked;
