/**
 * Models and what is said to them: cards, requests, answers, failures as data, prices and tokens. Start with
 * {@link io.naestro.model.ChatModel}.
 */
@NullMarked
package io.naestro.model;

import org.jspecify.annotations.NullMarked;
