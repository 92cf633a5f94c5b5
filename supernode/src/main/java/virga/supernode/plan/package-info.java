/** Which super holds which keys: the partition plan (seed 003, 3.10.1). Cores only. */
@NullMarked
package virga.supernode.plan;

import org.jspecify.annotations.NullMarked;
