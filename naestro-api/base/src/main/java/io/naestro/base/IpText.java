package io.naestro.base;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Addresses from and to text, strictly: one text for each address, and no name is ever resolved. */
final class IpText {
    private IpText() {}

    /** The four bytes of canonical dotted decimal, or null for any other text. */
    static byte @Nullable [] ipv4(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return null;
        }
        var bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            var number = parts[i].matches("0|[1-9][0-9]{0,2}") ? Integer.parseInt(parts[i]) : 256;
            if (number > 255) {
                return null;
            }
            bytes[i] = (byte) number;
        }
        return bytes;
    }

    /** The sixteen bytes of an IPv6 address (RFC 4291 section 2.2) without zone, or null for any other text. */
    static byte @Nullable [] ipv6(String text) {
        var gap = text.indexOf("::");
        if (gap < 0) {
            var all = groups(text);
            return all == null || all.length != 16 ? null : all;
        }
        var head = groups(text.substring(0, gap));
        var tail = groups(text.substring(gap + 2));
        if (head == null
                || tail == null
                || head.length + tail.length > 14
                || text.substring(0, gap).contains(".")) {
            return null;
        }
        var bytes = Arrays.copyOf(head, 16);
        System.arraycopy(tail, 0, bytes, 16 - tail.length, tail.length);
        return bytes;
    }

    /** The address of four or sixteen bytes. */
    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    /** RFC 5952 section 4: lower case, no leading zeros, the first longest run of zero groups shortened. */
    static String format(byte[] bytes) {
        int best = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            var length = zeroGroups(bytes, i);
            if (length > bestLength) {
                best = i;
                bestLength = length;
            }
        }
        return best < 0 ? join(bytes, 0, 8) : join(bytes, 0, best) + "::" + join(bytes, best + bestLength, 8);
    }

    /** Groups of hexadecimal digits parted by colons; the last may be dotted decimal. */
    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        var parts = text.split(":", -1);
        var bytes = new byte[2 * parts.length + 2];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            var group = i == parts.length - 1 && parts[i].contains(".") ? ipv4(parts[i]) : group(parts[i]);
            if (group == null) {
                return null;
            }
            System.arraycopy(group, 0, bytes, length, group.length);
            length += group.length;
        }
        return Arrays.copyOf(bytes, length);
    }

    private static byte @Nullable [] group(String text) {
        if (!text.matches("[0-9a-fA-F]{1,4}")) {
            return null;
        }
        var number = Integer.parseInt(text, 16);
        return new byte[] {(byte) (number >> 8), (byte) number};
    }

    private static int zeroGroups(byte[] bytes, int from) {
        int i = from;
        while (i < 8 && group(bytes, i) == 0) {
            i++;
        }
        return i - from;
    }

    private static String join(byte[] bytes, int from, int to) {
        var text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Integer.toHexString(group(bytes, i)));
        }
        return text.toString();
    }

    private static int group(byte[] bytes, int index) {
        return ((bytes[2 * index] & 0xff) << 8) | (bytes[2 * index + 1] & 0xff);
    }
}
