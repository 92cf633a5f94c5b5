@NullMarked
package virga.ops.bench;

import org.jspecify.annotations.NullMarked;
