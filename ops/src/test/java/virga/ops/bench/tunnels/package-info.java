@NullMarked
package virga.ops.bench.tunnels;

import org.jspecify.annotations.NullMarked;
