/**
 * What people send us, whose connection it came over, and strict reading of JSON and queries: what is wrong is a {@link
 * org.relais.input.FaultCode} with its values. Sentences are made of them at the edge only, by {@link
 * org.relais.input.FaultTexts}; nobody compares sentences.
 */
@NullMarked
@CheckReturnValue
package org.relais.input;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
