@NullMarked
package org.relais.linkedchat;

import org.jspecify.annotations.NullMarked;
