package io.naestro.base;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** IPv4 addresses inside IPv6 ones. */
final class EmbeddedIpv4 {
    /** RFC 3056. */
    private static final AddressRange SIX_TO_FOUR = AddressRange.of("2002::", 16);

    /** RFC 4380: the client's address with all bits flipped. */
    private static final AddressRange TEREDO = AddressRange.of("2001::", 32);

    /** NAT64 for local use, RFC 8215, laid out as RFC 6052 says for a prefix of 48 bits. */
    private static final AddressRange LOCAL_NAT64 = AddressRange.of("64:ff9b:1::", 48);

    /** RFC 4291 section 2.5.5.2. */
    private static final AddressRange MAPPED = AddressRange.of("::ffff:0:0", 96);

    /** :: and ::1, which look like compatible addresses and are none. */
    private static final AddressRange UNSPECIFIED_AND_LOOPBACK = AddressRange.of("::", 127);

    /** With the IPv4 address at the end: mapped, NAT64 (RFC 6052), translated (RFC 2765), compatible (RFC 4291). */
    private static final List<AddressRange> AT_THE_END = List.of(
            MAPPED, AddressRange.of("64:ff9b::", 96), AddressRange.of("::ffff:0:0:0", 96), AddressRange.of("::", 96));

    private EmbeddedIpv4() {}

    /** The embedded address, or null when there is none. */
    static byte @Nullable [] in(byte[] bytes) {
        if (SIX_TO_FOUR.holds(bytes)) {
            return Arrays.copyOfRange(bytes, 2, 6);
        }
        if (TEREDO.holds(bytes)) {
            return new byte[] {(byte) ~bytes[12], (byte) ~bytes[13], (byte) ~bytes[14], (byte) ~bytes[15]};
        }
        if (LOCAL_NAT64.holds(bytes)) {
            return new byte[] {bytes[6], bytes[7], bytes[9], bytes[10]};
        }
        var atTheEnd = AT_THE_END.stream().anyMatch(range -> range.holds(bytes));
        return atTheEnd && !UNSPECIFIED_AND_LOOPBACK.holds(bytes) ? Arrays.copyOfRange(bytes, 12, 16) : null;
    }

    static boolean isMapped(byte[] bytes) {
        return MAPPED.holds(bytes);
    }
}
