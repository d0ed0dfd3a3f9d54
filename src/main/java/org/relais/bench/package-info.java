/**
 * The {@code bench} command: measures the service in processes of its own, against a bare HTTP client in the same run. May use everything; nothing uses it but {@code Main}.
 */
@NullMarked
@CheckReturnValue
package org.relais.bench;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
