/** The tunnel node's side: who may reach which device, the way to it, and the log of it. */
@NullMarked
package virga.tunnel.serve;

import org.jspecify.annotations.NullMarked;
