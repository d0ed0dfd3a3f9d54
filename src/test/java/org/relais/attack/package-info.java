/**
 * What somebody who wishes us ill does, played against two nodes with a platform and a judge of its own: group {@code attack},
 * {@code mvn test -Dgroups=attack}.
 */
@NullMarked
package org.relais.attack;

import org.jspecify.annotations.NullMarked;
