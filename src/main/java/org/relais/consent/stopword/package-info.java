/**
 * What a reply means for consent: a pure function from a person's words to an intent. Rules are resource files, one per
 * language under {@code stop/}; this package reads them and knows no language itself. Depends on nothing else of ours.
 */
@NullMarked
@CheckReturnValue
package org.relais.consent.stopword;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
