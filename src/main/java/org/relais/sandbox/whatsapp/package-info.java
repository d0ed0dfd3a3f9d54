/**
 * The simulated WhatsApp Cloud API: sending, templates, statuses and webhooks signed over the bytes as
 * Meta sends them. Uses only {@code org.relais.sandbox.world}.
 */
@NullMarked
@CheckReturnValue
package org.relais.sandbox.whatsapp;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
