package org.relais.organisation;

/** Somebody who signs in to the console. */
public record Organiser(long id, long organisationId, String email, String name, Role role, String language) {}
