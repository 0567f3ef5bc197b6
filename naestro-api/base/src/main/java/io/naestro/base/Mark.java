package io.naestro.base;

import io.naestro.json.Position;
import java.util.Map;

/**
 * The places of one value and of all below it.
 *
 * @param value where the value begins
 * @param name where the name of the member begins that holds it; else the same as {@code value}
 * @param below the marks of members by name, of items by index
 */
record Mark(Position value, Position name, Map<String, Mark> below) {}
