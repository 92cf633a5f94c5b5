package virga.tunnel.socks;

import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import virga.tunnel.open.TunnelFailure;

/** Why a SOCKS5 door carries nothing for a program, before a device is asked: for its person. */
final class SocksWords {
    static final TunnelFailure NOT_SOCKS5 =
            usage(
                    "it does not speak SOCKS5",
                    "set the door in that program as a SOCKS5 proxy, not as one of HTTP or"
                            + " SOCKS4");

    static final TunnelFailure PASSWORD =
            usage(
                    "it wants to show a password",
                    "the door takes none: set it in that program without user and password");

    static final TunnelFailure UNREADABLE =
            usage("what it asks for cannot be read", "see whether that program speaks SOCKS5");

    static final TunnelFailure NO_DOMAIN =
            new TunnelFailure(
                    TunnelFailure.Kind.FAILED,
                    "this node is in no domain",
                    "join one with `virga node --join TOKEN`");

    static final TunnelFailure ADDRESS =
            usage(
                    "the door leads to devices by name, not to addresses",
                    "ask for NAME.DOMAIN.virga:PORT, and have the program leave names to the"
                            + " proxy, as `curl --socks5-hostname` does");

    private SocksWords() {}

    static TunnelFailure notServed(Socks5CommandType type) {
        return usage("the door carries TCP connections only, not " + type, "");
    }

    static TunnelFailure notOfTheDomain(String domain) {
        return new TunnelFailure(
                TunnelFailure.Kind.NOT_FOUND,
                "that is no device of the domain " + domain,
                "the door leads to NAME." + domain + ".virga:PORT only");
    }

    private static TunnelFailure usage(String message, String hint) {
        return new TunnelFailure(TunnelFailure.Kind.USAGE, message, hint);
    }
}
