@NullMarked
package org.relais.share;

import org.jspecify.annotations.NullMarked;
