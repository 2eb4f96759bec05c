package dev.chorale.api.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses a receiver may have. IPv6 addresses that carry an IPv4 address (NAT64, 6to4, Teredo) count as both.
 *
 * @param allowPrivate whether private and loopback networks may be called, as on one machine for a demonstration; link-local
 *     addresses, where clouds keep their credentials, may never
 */
record AddressRule(boolean allowPrivate) {
    private static final List<Range> PRIVATE =
            ranges("10.0.0.0/8", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "::1/128", "fc00::/7");

    /** The special-purpose registries of IANA. For IPv6: all outside global unicast 2000::/3, and its special parts. */
    private static final List<Range> DENIED = ranges(
            "0.0.0.0/8",
            "100.64.0.0/10",
            "169.254.0.0/16",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "::/3",
            "4000::/2",
            "8000::/1",
            "2001:2::/48",
            "2001:10::/28",
            "2001:20::/28",
            "2001:db8::/32",
            "3fff::/20");

    private static final Range NAT64 = Range.of("64:ff9b::/96");
    private static final Range SIX_TO_FOUR = Range.of("2002::/16");
    private static final Range TEREDO = Range.of("2001::/32");

    boolean allows(InetAddress address) {
        return NAT64.holds(address) ? embedded(address) : allowsItself(address) && embedded(address);
    }

    private boolean allowsItself(InetAddress address) {
        if (PRIVATE.stream().anyMatch(range -> range.holds(address))) {
            return allowPrivate;
        }
        return DENIED.stream().noneMatch(range -> range.holds(address));
    }

    private boolean embedded(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (NAT64.holds(address)) {
            return allowsItself(inet4(bytes, 12, 0));
        }
        if (SIX_TO_FOUR.holds(address)) {
            return allowsItself(inet4(bytes, 2, 0));
        }
        if (TEREDO.holds(address)) {
            return allowsItself(inet4(bytes, 4, 0)) && allowsItself(inet4(bytes, 12, 0xff));
        }
        return true;
    }

    /** Teredo keeps its client's address inverted, so each byte is XORed with the mask (RFC 4380, 4). */
    private static InetAddress inet4(byte[] bytes, int from, int mask) {
        byte[] four = Arrays.copyOfRange(bytes, from, from + 4);
        for (int i = 0; i < four.length; i++) {
            four[i] ^= (byte) mask;
        }
        return address(four);
    }

    private static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static List<Range> ranges(String... cidrs) {
        return Stream.of(cidrs).map(Range::of).toList();
    }

    /** The addresses that share the first {@code bits} of {@code first}. */
    private record Range(InetAddress first, int bits) {
        static Range of(String cidr) {
            int slash = cidr.indexOf('/');
            return new Range(
                    InetAddress.ofLiteral(cidr.substring(0, slash)), Integer.parseInt(cidr.substring(slash + 1)));
        }

        boolean holds(InetAddress address) {
            if (first instanceof Inet4Address != address instanceof Inet4Address) {
                return false;
            }
            byte[] ours = first.getAddress();
            byte[] theirs = address.getAddress();
            for (int bit = 0; bit < bits; bit++) {
                int shift = 7 - bit % 8;
                if (((ours[bit / 8] ^ theirs[bit / 8]) >> shift & 1) != 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
