/**
 * The demonstration that plays itself: simulated volunteers who work a call list and pass a message on, and the books that
 * balance afterwards. Speaks only HTTP, to the service's API, its public pages and the sandbox's phones; uses nothing of
 * the house, and nothing but {@code Main} uses it.
 */
@NullMarked
@CheckReturnValue
package org.relais.demo;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
