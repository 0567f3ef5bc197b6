package io.naestro.policy.engine;

import io.naestro.base.Addresses;
import io.naestro.base.HostName;
import io.naestro.base.HostPattern;
import io.naestro.policy.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hosts that a rule names: one, all below one, or {@code *}. Hosts of this machine and of private networks have to be
 * named one by one to be granted, so that no star reaches them; a star that denies reaches every host.
 *
 * @param pattern the hosts, or null for {@code *}
 */
record HostRule(@Nullable HostPattern pattern) {
    static final String ANY = "*";

    /** Names that one machine or one network gives out: RFC 6761, RFC 6762, ICANN's {@code internal}, RFC 8375. */
    private static final List<String> PRIVATE_ZONES = List.of("localhost", "local", "internal", "home.arpa");

    /**
     * Reads a host as a rule names it.
     *
     * @throws io.naestro.json.InputException if it is none, or a star that could only grant private hosts
     */
    static HostRule of(String text, Verdict verdict) {
        if (text.equals(ANY)) {
            return new HostRule(null);
        }
        var pattern = HostPattern.of(text);
        if (pattern.below() && verdict != Verdict.DENY && isInPrivateZone(pattern.host())) {
            throw Problems.refuse(text, "names private hosts by a star; name each of them", "db." + pattern.host());
        }
        return new HostRule(pattern);
    }

    boolean covers(Target.WebTarget web, Verdict verdict) {
        if (pattern == null) {
            return verdict == Verdict.DENY || web.open();
        }
        return pattern.below()
                ? isBelow(web.host().value(), pattern.host().value())
                : pattern.host().equals(web.host());
    }

    /** Whether this names, with a verdict, all that another one names with the same verdict or a kinder one. */
    boolean covers(Verdict verdict, HostRule narrow) {
        var inner = narrow.pattern;
        if (pattern == null) {
            return verdict == Verdict.DENY || inner == null || isPublic(inner.host());
        }
        if (inner == null) {
            return false;
        }
        return pattern.equals(inner)
                || (pattern.below()
                        && isBelow(inner.host().value(), pattern.host().value()));
    }

    private static boolean isBelow(String host, String zone) {
        var dot = host.length() - zone.length() - 1;
        return dot > 0 && host.charAt(dot) == '.' && host.endsWith(zone);
    }

    /** Whether a host is neither of this machine nor of a private network, as far as its name tells. */
    static boolean isPublic(HostName host) {
        return host.address()
                .map(address -> Addresses.kind(address) == Addresses.Kind.PUBLIC)
                .orElseGet(() -> host.labels().size() > 1 && !isInPrivateZone(host));
    }

    private static boolean isInPrivateZone(HostName name) {
        return PRIVATE_ZONES.stream()
                .anyMatch(zone -> name.value().equals(zone) || name.value().endsWith("." + zone));
    }
}
