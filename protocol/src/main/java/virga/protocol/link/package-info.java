/** Links: connections that have become one node's word to another. */
@NullMarked
package virga.protocol.link;

import org.jspecify.annotations.NullMarked;
