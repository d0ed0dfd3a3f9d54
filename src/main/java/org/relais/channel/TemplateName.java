package org.relais.channel;

/**
 * A template as the platform knows it.
 *
 * @param language the platform's language code, such as {@code fr} or {@code en_US}
 */
public record TemplateName(String name, String language) {}
