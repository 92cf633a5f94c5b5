@NullMarked
package virga.supernode.plan;

import org.jspecify.annotations.NullMarked;
