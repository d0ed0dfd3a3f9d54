/**
 * What people send us, read strictly: JSON, queries, and what is wrong with either as a {@link
 * org.relais.input.FaultCode} with its values. Sentences are made of them at the edge only, by {@link
 * org.relais.input.FaultTexts}; nobody compares sentences.
 */
@NullMarked
@CheckReturnValue
package org.relais.input;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
