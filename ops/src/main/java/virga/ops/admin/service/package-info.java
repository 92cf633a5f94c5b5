/** The actor behind a node's admin socket. */
@NullMarked
package virga.ops.admin.service;

import org.jspecify.annotations.NullMarked;
