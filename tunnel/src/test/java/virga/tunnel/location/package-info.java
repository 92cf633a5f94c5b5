/** Tests. */
@NullMarked
package virga.tunnel.location;

import org.jspecify.annotations.NullMarked;
