/** Where a node can be reached, and by which carrier. */
@NullMarked
package virga.protocol.carrier;

import org.jspecify.annotations.NullMarked;
