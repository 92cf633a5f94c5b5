@NullMarked
package virga.protocol.link;

import org.jspecify.annotations.NullMarked;
