@NullMarked
package virga.ops.operator;

import org.jspecify.annotations.NullMarked;
