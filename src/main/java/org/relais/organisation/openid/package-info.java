/** Sign-in of organisers by a provider of OpenID Connect: asking it, checking what it says, whom that lets in. */
@NullMarked
@CheckReturnValue
package org.relais.organisation.openid;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
