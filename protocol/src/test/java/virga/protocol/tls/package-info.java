@NullMarked
package virga.protocol.tls;

import org.jspecify.annotations.NullMarked;
