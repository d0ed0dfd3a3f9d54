/** Routes of people: contacts, addresses, the ledger of their consents and the proof of it. */
@NullMarked
@CheckReturnValue
package org.relais.api.contact;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
