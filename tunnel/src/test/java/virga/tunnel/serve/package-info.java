/** Tests. */
@NullMarked
package virga.tunnel.serve;

import org.jspecify.annotations.NullMarked;
