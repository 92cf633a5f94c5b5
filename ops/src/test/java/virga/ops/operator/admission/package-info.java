@NullMarked
package virga.ops.operator.admission;

import org.jspecify.annotations.NullMarked;
