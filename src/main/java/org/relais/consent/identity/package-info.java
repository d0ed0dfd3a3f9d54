/**
 * Who is who: addresses of a contact, links between identifiers, merges; a stop follows the person under every one of them.
 */
@NullMarked
@CheckReturnValue
package org.relais.consent.identity;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
