@NullMarked
package virga.ops.bench.load;

import org.jspecify.annotations.NullMarked;
