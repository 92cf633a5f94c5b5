/** The user's side: open tunnels and what carries their connections. */
@NullMarked
package virga.tunnel.open;

import org.jspecify.annotations.NullMarked;
