package org.relais.organisation.password;

import java.security.GeneralSecurityException;

/** Seal on secrets in the database, by keys of the configuration. */
public interface SecretSeal {
    /** Whether there is a key at all. */
    boolean present();

    /** The key that seals. */
    String primary();

    /** @param place what the secret is bound to: elsewhere it can't be opened */
    byte[] sealBytes(byte[] secret, byte[] place);

    /** @throws GeneralSecurityException when no key here opens it, or it was sealed for another place */
    byte[] openBytes(byte[] sealed, byte[] place) throws GeneralSecurityException;
}
