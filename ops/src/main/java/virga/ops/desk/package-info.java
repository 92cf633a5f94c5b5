/** The other side of the admin socket: has each request answered by the services of its node. */
@NullMarked
package virga.ops.desk;

import org.jspecify.annotations.NullMarked;
