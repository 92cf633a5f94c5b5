/** The local SOCKS5 door. */
@NullMarked
package virga.tunnel.socks;

import org.jspecify.annotations.NullMarked;
