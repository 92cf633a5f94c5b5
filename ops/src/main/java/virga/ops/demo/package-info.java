/** A whole network on one machine, with a device to reach through it. */
@NullMarked
package virga.ops.demo;

import org.jspecify.annotations.NullMarked;
