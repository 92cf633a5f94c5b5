/** Bytes a second through a tunnel, beside the same bytes sent directly and by other programs. */
@NullMarked
package virga.ops.bench.tunnel;

import org.jspecify.annotations.NullMarked;
