/** Tests. */
@NullMarked
package virga.tunnel.socks;

import org.jspecify.annotations.NullMarked;
