/** The admin socket of a running node: both its ends, what may be asked, and the documents. */
@NullMarked
package virga.ops.admin;

import org.jspecify.annotations.NullMarked;
