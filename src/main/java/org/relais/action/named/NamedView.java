package org.relais.action.named;

import java.util.Optional;

/**
 * What a volunteer's page to name people shows.
 *
 * @param purpose what it is for, and what is kept
 * @param said why the last person was not taken; empty when there was none
 * @param link that opens WhatsApp with the message; empty for the form
 */
public record NamedView(String purpose, String said, Optional<String> link) {}
