package org.relais.console;

/**
 * Something that is not to be had again.
 *
 * @param kind {@code link} or {@code token}
 * @param name whom or what it is for
 */
public record OneTimeSecret(String kind, String name, String value) {}
