@NullMarked
package virga.actors.revocation;

import org.jspecify.annotations.NullMarked;
