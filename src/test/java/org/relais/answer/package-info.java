@NullMarked
package org.relais.answer;

import org.jspecify.annotations.NullMarked;
