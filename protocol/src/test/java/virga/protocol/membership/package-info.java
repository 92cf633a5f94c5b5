@NullMarked
package virga.protocol.membership;

import org.jspecify.annotations.NullMarked;
