/** Sign-in of organisers by a password: how it is kept, set, checked and removed. */
@NullMarked
@CheckReturnValue
package org.relais.organisation.password;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
