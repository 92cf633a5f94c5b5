/** What a node is told: its settings, their limits, and what it is admitted as. */
@NullMarked
package virga.actors.settings;

import org.jspecify.annotations.NullMarked;
