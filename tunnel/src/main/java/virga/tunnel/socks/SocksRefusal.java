package virga.tunnel.socks;

import java.util.regex.Pattern;
import virga.tunnel.open.TunnelFailure;

/**
 * A connection at a SOCKS5 door that was not carried. Whatever a program or a peer wrote, both are
 * one printable line here.
 *
 * @param asked {@code HOST:PORT}, or who asked where nothing was named
 */
public record SocksRefusal(String asked, TunnelFailure why) {
    /** Longest {@code asked}: a host name and a port. */
    static final int ASKED_MAX_CHARACTERS = 262;

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}]");

    public SocksRefusal {
        String shown = printable(asked);
        asked = shown.substring(0, Math.min(shown.length(), ASKED_MAX_CHARACTERS));
        why = new TunnelFailure(why.kind(), printable(why.message()), printable(why.hint()));
    }

    private static String printable(String text) {
        return UNPRINTABLE.matcher(text).replaceAll("?");
    }
}
