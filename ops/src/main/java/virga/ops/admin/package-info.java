/** The admin socket of a running node: what may be asked, and the documents that answer. */
@NullMarked
package virga.ops.admin;

import org.jspecify.annotations.NullMarked;
