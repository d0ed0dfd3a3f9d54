package org.relais.organisation;

import org.jspecify.annotations.Nullable;

/**
 * Somebody whom a link, an invitation, a passkey, a password or a provider of sign-in lets in.
 *
 * @param vouchedBy who else knew the secret, as the audit trail names them: what begins by it ends with their right to let
 *     people in; null: nobody
 */
public record Admission(Organiser organiser, @Nullable String vouchedBy) {}
