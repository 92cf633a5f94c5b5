@NullMarked
package virga.ops.bench.tunnel;

import org.jspecify.annotations.NullMarked;
