/**
 * The control API under {@code /sandbox/api}: phones, what people do on them, what they received,
 * switches, settings, senders, webhooks. Documented route by route at the top of {@code
 * org.relais.sandbox}.
 */
@NullMarked
@CheckReturnValue
package org.relais.sandbox.control;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
