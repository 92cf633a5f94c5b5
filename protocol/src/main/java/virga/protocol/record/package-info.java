/** Records: signed, verified before they are believed, sealed where strangers keep them. */
@NullMarked
package virga.protocol.record;

import org.jspecify.annotations.NullMarked;
