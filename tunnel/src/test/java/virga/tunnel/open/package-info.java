/** Tests. */
@NullMarked
package virga.tunnel.open;

import org.jspecify.annotations.NullMarked;
