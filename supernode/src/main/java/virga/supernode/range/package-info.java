/**
 * What holders of one range do together: receive it, compare it, hand it over (seed 003, 3.10.1).
 */
@NullMarked
package virga.supernode.range;

import org.jspecify.annotations.NullMarked;
