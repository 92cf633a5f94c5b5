/** Carries every static record to the supers, in the order in which they changed. */
@NullMarked
package virga.ops.operator.feed;

import org.jspecify.annotations.NullMarked;
