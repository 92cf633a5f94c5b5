/** What the super role adds. */
@NullMarked
package virga.supernode;

import org.jspecify.annotations.NullMarked;
