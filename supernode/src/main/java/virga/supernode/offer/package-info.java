/** How a node comes to be a super: it offers itself to the operator (seed 003, 3.8.3). */
@NullMarked
package virga.supernode.offer;

import org.jspecify.annotations.NullMarked;
