/**
 * People and their addresses: identity links, import and export. May use what stands above: {@code organisation}, {@code database}, {@code config}.
 */
@NullMarked
@CheckReturnValue
package org.relais.contact;

import com.google.errorprone.annotations.CheckReturnValue;
import org.jspecify.annotations.NullMarked;
