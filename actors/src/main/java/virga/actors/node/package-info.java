/** One node: its home, and the guardian that holds its services. */
@NullMarked
package virga.actors.node;

import org.jspecify.annotations.NullMarked;
