/** Copies bytes between a TCP connection and a stream of a link, both ways. */
@NullMarked
package virga.tunnel.bridge;

import org.jspecify.annotations.NullMarked;
