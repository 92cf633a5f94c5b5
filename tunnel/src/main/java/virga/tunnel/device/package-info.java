/** Where a device is on the LAN at the moment of use. */
@NullMarked
package virga.tunnel.device;

import org.jspecify.annotations.NullMarked;
