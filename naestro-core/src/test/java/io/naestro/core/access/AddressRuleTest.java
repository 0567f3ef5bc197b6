package io.naestro.core.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.naestro.base.HostName;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AddressRuleTest {
    private static final AddressRule NOTHING_NAMED = new AddressRule(host -> false);
    private static final AddressRule ALL_NAMED = new AddressRule(host -> true);

    @ParameterizedTest
    @CsvSource({
        // address, sort, unnamed, named by name, named as the address itself
        "8.8.8.8, public, true, true, true",
        "2606:4700::1111, public, true, true, true",
        "64:ff9b::808:808, public by NAT64, true, true, true",
        "127.0.0.1, loopback, false, true, true",
        "127.9.9.9, loopback, false, true, true",
        "::1, loopback, false, true, true",
        "10.0.0.1, private, false, true, true",
        "192.168.1.1, private, false, true, true",
        "fd00::1, private, false, true, true",
        "64:ff9b::7f00:1, loopback by NAT64, false, false, false",
        "64:ff9b::a00:1, private by NAT64, false, false, false",
        "2002:7f00:1::, loopback by 6to4, false, false, false",
        "100.64.0.1, shared, false, true, true",
        "169.254.1.1, link local, false, false, true",
        "fe80::1, link local, false, false, true",
        "169.254.169.254, metadata, false, false, true",
        "64:ff9b::a9fe:a9fe, metadata by NAT64, false, false, true",
        "fd00:ec2::254, metadata, false, false, true",
        "100.100.100.200, metadata, false, false, true",
        "224.0.0.1, group, false, false, false",
        "255.255.255.255, everyone, false, false, false",
        "0.0.0.0, unspecified, false, false, false",
        "::, unspecified, false, false, false",
        "192.0.2.1, reserved, false, false, false",
        "240.0.0.1, reserved, false, false, false",
        "2001:db8::1, reserved, false, false, false"
    })
    void decides_by_the_sort_of_network(String address, String sort, boolean unnamed, boolean byName, boolean byAddress)
            throws UnknownHostException {
        var ip = InetAddress.getByName(address);
        var itself = HostName.of(address.contains(":") ? "[" + address + "]" : address);
        var name = HostName.of("host.test");

        assertThat(NOTHING_NAMED.allows(name, ip)).as(sort).isEqualTo(unnamed);
        assertThat(NOTHING_NAMED.allows(itself, ip)).as(sort).isEqualTo(unnamed);
        assertThat(ALL_NAMED.allows(name, ip)).as(sort).isEqualTo(byName);
        assertThat(ALL_NAMED.allows(itself, ip)).as(sort).isEqualTo(byAddress);
    }
}
