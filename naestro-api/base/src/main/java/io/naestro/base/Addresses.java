package io.naestro.base;

import java.net.InetAddress;
import java.util.List;

/**
 * Says what sort of network an IP address belongs to (IANA special-purpose registries, RFC 6890). IPv4 addresses that
 * are embedded in IPv6 ones (mapped, compatible, 6to4, Teredo, NAT64) are judged by the embedded address, so that
 * {@code 64:ff9b::7f00:1} is loopback.
 */
public final class Addresses {
    /** The sorts of networks. */
    public enum Kind {
        /** This machine. */
        LOOPBACK,
        /** A private network (RFC 1918, RFC 4193, deprecated site-local). */
        PRIVATE,
        /** The local link only. */
        LINK_LOCAL,
        /** Shared by customers of a provider, carrier-grade NAT (RFC 6598). */
        SHARED,
        /** A group of receivers, or all of a link. */
        MULTICAST,
        /** The service that hands out a cloud machine's credentials. */
        METADATA,
        /** No address at all; systems read it as this machine. */
        UNSPECIFIED,
        /** For documentation, benchmarks, protocols, or not assigned. */
        RESERVED,
        /** The internet. */
        PUBLIC
    }

    private record Range(AddressRange range, Kind kind) {
        Range(String first, int bits, Kind kind) {
            this(AddressRange.of(first, bits), kind);
        }
    }

    private static final List<Range> IPV4 = List.of(
            new Range("169.254.169.254", 32, Kind.METADATA),
            new Range("169.254.170.2", 32, Kind.METADATA),
            new Range("100.100.100.200", 32, Kind.METADATA),
            new Range("168.63.129.16", 32, Kind.METADATA),
            new Range("0.0.0.0", 8, Kind.UNSPECIFIED),
            new Range("127.0.0.0", 8, Kind.LOOPBACK),
            new Range("10.0.0.0", 8, Kind.PRIVATE),
            new Range("172.16.0.0", 12, Kind.PRIVATE),
            new Range("192.168.0.0", 16, Kind.PRIVATE),
            new Range("169.254.0.0", 16, Kind.LINK_LOCAL),
            new Range("100.64.0.0", 10, Kind.SHARED),
            new Range("255.255.255.255", 32, Kind.MULTICAST),
            new Range("224.0.0.0", 4, Kind.MULTICAST),
            new Range("192.0.0.0", 24, Kind.RESERVED),
            new Range("192.0.2.0", 24, Kind.RESERVED),
            new Range("198.18.0.0", 15, Kind.RESERVED),
            new Range("198.51.100.0", 24, Kind.RESERVED),
            new Range("203.0.113.0", 24, Kind.RESERVED),
            new Range("240.0.0.0", 4, Kind.RESERVED));

    private static final List<Range> IPV6 = List.of(
            new Range("fd00:ec2::254", 128, Kind.METADATA),
            new Range("fd20:ce::254", 128, Kind.METADATA),
            new Range("::", 128, Kind.UNSPECIFIED),
            new Range("::1", 128, Kind.LOOPBACK),
            new Range("fc00::", 7, Kind.PRIVATE),
            new Range("fec0::", 10, Kind.PRIVATE),
            new Range("fe80::", 10, Kind.LINK_LOCAL),
            new Range("ff00::", 8, Kind.MULTICAST),
            new Range("2001:db8::", 32, Kind.RESERVED),
            new Range("3fff::", 20, Kind.RESERVED),
            new Range("2000::", 3, Kind.PUBLIC));

    private Addresses() {}

    /**
     * The sort of network of an address; of the embedded one where an IPv6 address embeds IPv4.
     *
     * @param address the address
     */
    public static Kind kind(InetAddress address) {
        var bytes = address.getAddress();
        var inner = EmbeddedIpv4.in(bytes);
        return kind(inner == null ? bytes : inner);
    }

    /**
     * Whether what is sent there stays on this machine or a private network, as "local" is meant in policies: loopback
     * or private. Addresses of tunnels and translators are not local, whatever they embed; only mapped ones
     * ({@code ::ffff:10.0.0.1}) are unwrapped.
     *
     * @param address the address
     */
    public static boolean isLocal(InetAddress address) {
        var bytes = address.getAddress();
        if (EmbeddedIpv4.in(bytes) != null && !EmbeddedIpv4.isMapped(bytes)) {
            return false;
        }
        var kind = kind(address);
        return kind == Kind.LOOPBACK || kind == Kind.PRIVATE;
    }

    private static Kind kind(byte[] bytes) {
        var ranges = bytes.length == 4 ? IPV4 : IPV6;
        var unlisted = bytes.length == 4 ? Kind.PUBLIC : Kind.RESERVED;
        return ranges.stream()
                .filter(range -> range.range().holds(bytes))
                .map(Range::kind)
                .findFirst()
                .orElse(unlisted);
    }
}
