@NullMarked
package virga.protocol.identity;

import org.jspecify.annotations.NullMarked;
