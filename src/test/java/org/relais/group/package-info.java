@NullMarked
package org.relais.group;

import org.jspecify.annotations.NullMarked;
