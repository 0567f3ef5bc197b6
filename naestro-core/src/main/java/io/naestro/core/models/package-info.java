/**
 * What a host says of its models in a file: prices, places, abilities and how good they are believed to be. Start with
 * {@link io.naestro.core.models.ModelsFile}.
 */
@NullMarked
package io.naestro.core.models;

import org.jspecify.annotations.NullMarked;
