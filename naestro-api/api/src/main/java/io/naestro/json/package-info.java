/**
 * JSON values, pointers into them, the shapes they must have, and digests of them: the data that every other package
 * speaks of. Start with {@link io.naestro.json.Json}.
 */
@NullMarked
package io.naestro.json;

import org.jspecify.annotations.NullMarked;
