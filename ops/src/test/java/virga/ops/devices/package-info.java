/** The whole program, used as a person would, with real devices behind it. */
@NullMarked
package virga.ops.devices;

import org.jspecify.annotations.NullMarked;
