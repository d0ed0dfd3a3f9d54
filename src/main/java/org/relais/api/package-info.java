/**
 * The REST API under {@code /api/v1}: bearer tokens, problem+json, an OpenAPI document that a test holds against the
 * routes. May use what stands above; knows no SQL.
 */
@NullMarked
@CheckReturnValue
package org.relais.api;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
