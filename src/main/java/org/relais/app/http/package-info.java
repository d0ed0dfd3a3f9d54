/**
 * The HTTP server of the service: connections, what may be a request at all, and what is said while the database is away.
 */
@NullMarked
@CheckReturnValue
package org.relais.app.http;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
