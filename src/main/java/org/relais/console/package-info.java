/**
 * The organisers' pages under {@code /console}: sign-in by one-time link, sessions, forms, words in French and English.
 * May use what stands above; knows no SQL. A page is a {@link org.relais.console.ConsoleFeature}: it mounts its routes on
 * {@link org.relais.console.PageRoutes} and answers with values.
 */
@NullMarked
@CheckReturnValue
package org.relais.console;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
