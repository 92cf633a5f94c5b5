/** Tests. */
@NullMarked
package virga.tunnel.device;

import org.jspecify.annotations.NullMarked;
