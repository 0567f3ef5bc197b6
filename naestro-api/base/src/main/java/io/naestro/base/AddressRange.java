package io.naestro.base;

import java.util.Arrays;
import java.util.Objects;

/** The addresses that begin with the same bits. */
final class AddressRange {
    private final byte[] first;
    private final int bits;

    private AddressRange(byte[] first, int bits) {
        this.first = first;
        this.bits = bits;
    }

    /** The range of a first address, IPv4 or IPv6, and a number of bits. */
    static AddressRange of(String first, int bits) {
        var bytes = first.contains(":") ? IpText.ipv6(first) : IpText.ipv4(first);
        return new AddressRange(Objects.requireNonNull(bytes), bits);
    }

    boolean holds(byte[] address) {
        var whole = bits / 8;
        if (first.length != address.length || !Arrays.equals(first, 0, whole, address, 0, whole)) {
            return false;
        }
        return bits % 8 == 0 || ((first[whole] ^ address[whole]) & 0xff) >> (8 - bits % 8) == 0;
    }
}
