package io.naestro.run;

import io.naestro.json.Digest;
import io.naestro.json.Json;

/**
 * What a run in mode GUIDE would have done.
 *
 * @param step the id of the step
 * @param title the action in a few words
 * @param shown the action in full
 * @param digest the digest of the exact action
 */
public record Suggestion(String step, String title, Json shown, Digest digest) {}
