/**
 * Commands, one class each, and what they work with.
 */
@NullMarked
@CheckReturnValue
package org.relais.cli;

