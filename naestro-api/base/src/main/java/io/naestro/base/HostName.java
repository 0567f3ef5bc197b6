package io.naestro.base;

import io.naestro.json.InputException;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The host of a URL in its one form: a DNS name of letters, digits and hyphens in lower case (RFC 1123), an IPv4
 * address in dotted decimal, or an IPv6 address in brackets (RFC 5952). Never resolves anything. Hosts that programs
 * read in different ways are refused: {@code 127.1}, {@code 0x7f000001}, {@code 0177.0.0.1}, a dot at the end, zone
 * ids. Internationalized names, {@code xn--} included, are refused.
 *
 * @param value the host in its one form
 */
public record HostName(String value) {
    private static final int LONGEST = 253;
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern RESERVED = Pattern.compile("..--.*");
    private static final Pattern NUMERIC = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    public HostName {
        if (!canonical(value).equals(value)) {
            throw InputException.of(value, "is not in its one form", canonical(value));
        }
    }

    /**
     * Reads a host.
     *
     * @param text the host as it stands in a URL, letters of any case, IPv6 in brackets
     * @throws InputException if it is not a host, or one that programs read in different ways
     */
    public static HostName of(String text) {
        return new HostName(canonical(text));
    }

    /** The labels of a DNS name, leftmost first; for an address, one label. */
    public List<String> labels() {
        return isAddress() ? List.of(value) : List.of(value.split("\\."));
    }

    /** Whether this is an IP address and not a name. */
    public boolean isAddress() {
        return isIpv6(value) || endsInNumber(value);
    }

    /** The address, when this is one; empty for names, which are not resolved here. */
    public Optional<InetAddress> address() {
        if (!isAddress()) {
            return Optional.empty();
        }
        var bytes = isIpv6(value) ? IpText.ipv6(value.substring(1, value.length() - 1)) : IpText.ipv4(value);
        return Optional.of(IpText.address(Objects.requireNonNull(bytes)));
    }

    @Override
    public String toString() {
        return value;
    }

    private static String canonical(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            throw InputException.of(text, "is not a host of 1 to " + LONGEST + " characters");
        }
        var lower = text.toLowerCase(Locale.ROOT);
        if (isIpv6(lower)) {
            return ipv6(lower);
        }
        for (var label : lower.split("\\.", -1)) {
            checkLabel(label, text);
        }
        if (endsInNumber(lower) && IpText.ipv4(lower) == null) {
            throw InputException.of(
                    text,
                    "is a numeric host that programs read in different ways",
                    "four decimal numbers, as in 192.0.2.1");
        }
        return lower;
    }

    private static void checkLabel(String label, String text) {
        if (!LABEL.matcher(label).matches()) {
            throw InputException.of(
                    text, "is not a host", "labels of 1 to 63 letters, digits and inner hyphens, parted by dots");
        }
        if (RESERVED.matcher(label).matches()) {
            throw InputException.of(text, "is an internationalized name, which is not supported");
        }
    }

    private static String ipv6(String text) {
        var bytes = IpText.ipv6(text.substring(1, text.length() - 1));
        if (bytes == null) {
            throw InputException.of(
                    text,
                    "is not an IPv6 address",
                    "eight groups of hexadecimal digits in brackets, as in [2001:db8::1], without zone");
        }
        return "[" + IpText.format(bytes) + "]";
    }

    private static boolean isIpv6(String text) {
        return text.startsWith("[") && text.endsWith("]");
    }

    private static boolean endsInNumber(String text) {
        return NUMERIC.matcher(text.substring(text.lastIndexOf('.') + 1)).matches();
    }
}
