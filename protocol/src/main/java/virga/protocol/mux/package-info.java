@NullMarked
package virga.protocol.mux;

import org.jspecify.annotations.NullMarked;
