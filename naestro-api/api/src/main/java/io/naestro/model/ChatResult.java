package io.naestro.model;

/** What a model gives back: an answer, or a failure as data. */
public sealed interface ChatResult permits ChatResponse, ModelFailure {}
