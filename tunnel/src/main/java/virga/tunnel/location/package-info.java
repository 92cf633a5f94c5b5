/** The LANs that this machine is on. */
@NullMarked
package virga.tunnel.location;

import org.jspecify.annotations.NullMarked;
