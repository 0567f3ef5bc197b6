package io.naestro.core.access;

import io.naestro.base.Addresses;
import io.naestro.base.HostName;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Which addresses may be connected to. Public ones always; those of this machine and of private networks only for hosts
 * that the host application has named; link-local addresses and those of a cloud's metadata service only when the
 * address itself was named; groups of receivers, reserved and unspecified addresses never.
 *
 * @param localAllowed whether a host, in its one form, was named as one on this machine or in a private network
 */
record AddressRule(Predicate<String> localAllowed) {

    /**
     * Whether an address of a host may be connected to.
     *
     * @param host the host as the URL names it
     * @param address one of its addresses
     */
    boolean allows(HostName host, InetAddress address) {
        return switch (Addresses.kind(address)) {
            case PUBLIC -> true;
            case LOOPBACK, PRIVATE -> Addresses.isLocal(address) && named(host);
            case SHARED -> named(host);
            case LINK_LOCAL, METADATA -> host.address().equals(Optional.of(address)) && named(host);
            case MULTICAST, UNSPECIFIED, RESERVED -> false;
        };
    }

    private boolean named(HostName host) {
        return localAllowed.test(host.value());
    }
}
