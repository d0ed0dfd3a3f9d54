/**
 * Organisations (tenants), their organisers, senders, tokens and audit trail. May use {@code config} and {@code database}.
 */
@NullMarked
@CheckReturnValue
package org.relais.organisation;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
