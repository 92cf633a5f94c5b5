/** Streams with credit over one link, and the frames that carry them. */
@NullMarked
package virga.protocol.mux;

import org.jspecify.annotations.NullMarked;
