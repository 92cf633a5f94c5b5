@NullMarked
package virga.supernode.store;

import org.jspecify.annotations.NullMarked;
