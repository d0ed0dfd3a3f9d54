package org.relais.organisation;

import com.webauthn4j.WebAuthnManager;
import com.webauthn4j.converter.CollectedClientDataConverter;
import com.webauthn4j.converter.util.ObjectConverter;
import com.webauthn4j.credential.CredentialRecord;
import com.webauthn4j.credential.CredentialRecordImpl;
import com.webauthn4j.data.AuthenticationParameters;
import com.webauthn4j.data.AuthenticationRequest;
import com.webauthn4j.data.PublicKeyCredentialParameters;
import com.webauthn4j.data.PublicKeyCredentialType;
import com.webauthn4j.data.RegistrationParameters;
import com.webauthn4j.data.RegistrationRequest;
import com.webauthn4j.data.attestation.authenticator.AAGUID;
import com.webauthn4j.data.attestation.authenticator.AttestedCredentialData;
import com.webauthn4j.data.attestation.authenticator.AuthenticatorData;
import com.webauthn4j.data.attestation.authenticator.COSEKey;
import com.webauthn4j.data.attestation.statement.COSEAlgorithmIdentifier;
import com.webauthn4j.data.client.CollectedClientData;
import com.webauthn4j.data.client.Origin;
import com.webauthn4j.data.client.challenge.DefaultChallenge;
import com.webauthn4j.server.ServerProperty;
import com.webauthn4j.verifier.exception.MaliciousCounterValueException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verification of what passkeys have signed: for this origin and relying party, with this challenge, the person verified
 * by their device. Which maker's device it is isn't asked (attestation "none"). Computes for a fraction of a millisecond,
 * asks nobody.
 *
 * <p>The library is used as such, not by Vert.x's own layer over it: that one draws challenges from a generator of its own,
 * gives a person another handle with every passkey, and keeps counters outside the transaction of the deed.
 */
final class PasskeyVerifier {
    /** What devices may sign with, the best liked first. */
    static final List<COSEAlgorithmIdentifier> ALGORITHMS =
            List.of(COSEAlgorithmIdentifier.ES256, COSEAlgorithmIdentifier.EdDSA, COSEAlgorithmIdentifier.RS256);

    /** RSA of 4096 bits needs a quarter of it. */
    private static final int LONGEST_KEY = 2048;

    /** WebAuthn's own bound. */
    private static final int LONGEST_ID = 1023;

    private static final Logger LOG = LoggerFactory.getLogger(PasskeyVerifier.class);

    private final RelyingParty party;
    private final ObjectConverter converter = new ObjectConverter();
    private final WebAuthnManager manager = WebAuthnManager.createNonStrictWebAuthnManager(converter);

    PasskeyVerifier(RelyingParty party) {
        this.party = party;
    }

    /** What is kept of a new passkey. */
    record Credential(byte[] id, byte[] publicKey, long signCount) {}

    /** What came of a signature. */
    enum Verdict {
        VALID,
        INVALID,
        /** It was signed with the right key, and its counter had been there before: there are two of a device. */
        COUNTED_BACK
    }

    /** @param signCount of a valid one: to be kept */
    record Signature(Verdict verdict, long signCount) {}

    /** The challenge that was signed, as the browser says; empty when that can't be read. */
    Optional<byte[]> challenge(byte[] clientData) {
        try {
            CollectedClientData read = new CollectedClientDataConverter(converter).convert(clientData);
            return Optional.ofNullable(read).map(data -> data.getChallenge().getValue());
        } catch (RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** The new passkey; empty when it was not made for this challenge and place, or without its person. */
    Optional<Credential> registered(byte[] clientData, byte[] attestation, byte[] challenge) {
        List<PublicKeyCredentialParameters> algorithms = ALGORITHMS.stream()
                .map(one -> new PublicKeyCredentialParameters(PublicKeyCredentialType.PUBLIC_KEY, one))
                .toList();
        try {
            AuthenticatorData<?> made = Objects.requireNonNull(manager.verify(
                                    new RegistrationRequest(attestation, clientData),
                                    new RegistrationParameters(here(challenge), algorithms, true, true))
                            .getAttestationObject())
                    .getAuthenticatorData();
            AttestedCredentialData credential = Objects.requireNonNull(made.getAttestedCredentialData());
            byte[] key = converter.getCborConverter().writeValueAsBytes(credential.getCOSEKey());
            return Optional.of(new Credential(credential.getCredentialId(), key, made.getSignCount()))
                    .filter(one -> one.publicKey().length <= LONGEST_KEY && one.id().length <= LONGEST_ID);
        } catch (RuntimeException refused) {
            log(refused);
            return Optional.empty();
        }
    }

    /** Judges a signature by the passkey as it is kept. */
    Signature signed(Credential credential, PasskeyService.Assertion answer, byte[] challenge) {
        try {
            AuthenticationRequest request = new AuthenticationRequest(
                    credential.id(), answer.authenticatorData(), answer.clientData(), answer.signature());
            AuthenticatorData<?> data = Objects.requireNonNull(manager.verify(
                            request,
                            new AuthenticationParameters(
                                    here(challenge), record(credential), List.of(credential.id()), true, true))
                    .getAuthenticatorData());
            return new Signature(Verdict.VALID, data.getSignCount());
        } catch (MaliciousCounterValueException copied) {
            return new Signature(Verdict.COUNTED_BACK, 0);
        } catch (RuntimeException refused) {
            log(refused);
            return new Signature(Verdict.INVALID, 0);
        }
    }

    /** Bytes that are no such thing end in whatever the reading of them runs into: all of it is a refusal. */
    private static void log(RuntimeException refused) {
        LOG.debug("a passkey's answer is not taken: {}", refused.getClass().getSimpleName());
    }

    private ServerProperty here(byte[] challenge) {
        return new ServerProperty(Origin.create(party.origin()), party.id(), new DefaultChallenge(challenge));
    }

    private CredentialRecord record(Credential credential) {
        COSEKey key =
                Objects.requireNonNull(converter.getCborConverter().readValue(credential.publicKey(), COSEKey.class));
        return new CredentialRecordImpl(
                null,
                null,
                null,
                null,
                credential.signCount(),
                new AttestedCredentialData(AAGUID.ZERO, credential.id(), key),
                null,
                null,
                null,
                null);
    }
}
