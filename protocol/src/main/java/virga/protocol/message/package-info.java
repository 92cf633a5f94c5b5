/** What nodes say: questions, answers, and their form on the wire. */
@NullMarked
package virga.protocol.message;

import org.jspecify.annotations.NullMarked;
