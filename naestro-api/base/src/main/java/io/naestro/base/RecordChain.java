package io.naestro.base;

import io.naestro.json.Digest;
import java.util.HexFormat;
import java.util.List;

/**
 * The hash over the records of a run, as journals keep it: {@code h(0) = 0}, {@code h(n+1) = SHA-256(h(n) ‖ record n)}.
 */
public final class RecordChain {
    /** The length of a hash. */
    public static final int BYTES = 32;

    private static final String PREFIX = "sha256:";

    private RecordChain() {}

    /** The hash over no records. */
    public static byte[] start() {
        return new byte[BYTES];
    }

    /**
     * The hash over more records.
     *
     * @param before the hash over those before
     * @param records what comes behind them
     */
    public static byte[] over(byte[] before, List<byte[]> records) {
        var sha = Sealing.sha256();
        var chain = before;
        for (var record : records) {
            sha.update(chain);
            chain = sha.digest(record);
        }
        return chain;
    }

    /**
     * A hash as a digest.
     *
     * @param hash its bytes
     */
    public static Digest digest(byte[] hash) {
        return new Digest(PREFIX + HexFormat.of().formatHex(hash));
    }

    /**
     * The bytes of a digest.
     *
     * @param digest the digest
     */
    public static byte[] hash(Digest digest) {
        return HexFormat.of().parseHex(digest.value().substring(PREFIX.length()));
    }
}
