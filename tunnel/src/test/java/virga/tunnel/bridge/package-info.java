/** Tests. */
@NullMarked
package virga.tunnel.bridge;

import org.jspecify.annotations.NullMarked;
