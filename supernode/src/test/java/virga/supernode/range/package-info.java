@NullMarked
package virga.supernode.range;

import org.jspecify.annotations.NullMarked;
