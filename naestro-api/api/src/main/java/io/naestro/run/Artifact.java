package io.naestro.run;

import io.naestro.json.Digest;

/**
 * Something larger that a run left behind, stored once by its content.
 *
 * @param name its name, unique in the run
 * @param mediaType what it is, such as {@code text/html}
 * @param size its size in bytes
 * @param digest the digest of its bytes
 */
public record Artifact(String name, String mediaType, long size, Digest digest) {}
