/**
 * Files of people as spreadsheets write them: which charset and separator, which column means what, which cell is
 * wrong and why; and files that a spreadsheet may open without running a formula. Knows nothing of consent beyond the
 * names of its columns, so it stands in {@code contact}; may use {@code contact} and above.
 */
@NullMarked
@CheckReturnValue
package org.relais.contact.csv;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
