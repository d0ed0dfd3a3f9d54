/** Pictures that organisers put into messages: checked, cleaned, kept, and handed to the platforms by an address of ours. */
@NullMarked
@CheckReturnValue
package org.relais.picture;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
