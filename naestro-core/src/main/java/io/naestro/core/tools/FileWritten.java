package io.naestro.core.tools;

import io.naestro.json.Digest;

/**
 * The result of {@code fs.write}.
 *
 * @param path the lexical path of the file
 * @param size its size in bytes
 * @param digest the digest of its bytes
 */
public record FileWritten(String path, long size, Digest digest) {}
