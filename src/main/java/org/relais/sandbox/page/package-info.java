/** The page with the phones: views of what the sandbox knows, forms that act through the control API's actions, live by SSE. */
@NullMarked
@CheckReturnValue
package org.relais.sandbox.page;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
