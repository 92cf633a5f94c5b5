/** How many connections one tunnel node holds, what each costs, and what an idle node costs. */
@NullMarked
package virga.ops.bench.tunnels;

import org.jspecify.annotations.NullMarked;
