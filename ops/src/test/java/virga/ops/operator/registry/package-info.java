@NullMarked
package virga.ops.operator.registry;

import org.jspecify.annotations.NullMarked;
