package org.relais.organisation;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.relais.organisation.PasskeyService.Assertion;
import org.relais.organisation.PasskeyService.Attestation;
import org.relais.organisation.PasskeyVerifier.Credential;
import org.relais.organisation.PasskeyVerifier.Verdict;
import org.relais.testing.Authenticator;
import org.relais.testing.Unit;

/** What a device sends, damaged or made up: it is refused, and nothing else comes of it. */
@Unit
class PasskeyFuzzTest {
    /** The same damage in every build. */
    private static final String SEED = "20261128";

    private static final String ORIGIN = "https://console.example.org";

    private static final PasskeyVerifier VERIFIER =
            new PasskeyVerifier(Objects.requireNonNull(RelyingParty.of(ORIGIN)));
    private static final BrowserChallenges CHALLENGES = new BrowserChallenges(
            new byte[32], new SecureRandom(), () -> Instant.parse("2026-11-25T10:00:00Z"), Duration.ofMinutes(5));
    private static final Authenticator DEVICE = new Authenticator(ORIGIN, "console.example.org", "one");
    private static final byte[] CHALLENGE = CHALLENGES.create("sign-in", "browser");
    private static final JsonObject OPTIONS = new JsonObject().put("challenge", Authenticator.encoded(CHALLENGE));
    private static final Attestation MADE = DEVICE.create(OPTIONS);
    private static final Credential CREDENTIAL = VERIFIER.registered(MADE.clientData(), MADE.attestation(), CHALLENGE)
            .orElseThrow();
    private static final PasskeyHandle HANDLE = new PasskeyHandle(1, 2);
    private static final Assertion SIGNED = DEVICE.sign(OPTIONS, HANDLE);

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void nobodyIsLetInByADamagedSignature(@ForAll long seed) {
        Random random = new Random(seed);
        Assertion damaged =
                switch (random.nextInt(3)) {
                    case 0 ->
                        with(damaged(SIGNED.clientData(), random), SIGNED.authenticatorData(), SIGNED.signature());
                    case 1 ->
                        with(SIGNED.clientData(), damaged(SIGNED.authenticatorData(), random), SIGNED.signature());
                    default ->
                        with(SIGNED.clientData(), SIGNED.authenticatorData(), damaged(SIGNED.signature(), random));
                };
        assertThat(VERIFIER.signed(CREDENTIAL, SIGNED, CHALLENGE).verdict()).isEqualTo(Verdict.VALID);
        assertThat(VERIFIER.signed(CREDENTIAL, damaged, CHALLENGE).verdict()).isEqualTo(Verdict.INVALID);
        VERIFIER.challenge(damaged.clientData())
                .ifPresent(read -> assertThat(read).isNotNull());
    }

    private Assertion with(byte[] clientData, byte[] authenticatorData, byte[] signature) {
        return new Assertion(HANDLE, SIGNED.credentialId(), clientData, authenticatorData, signature);
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void aDamagedNewPasskeyIsRefusedOrFits(@ForAll long seed) {
        Random random = new Random(seed);
        byte[] attestation = damaged(MADE.attestation(), random);
        VERIFIER.registered(MADE.clientData(), attestation, CHALLENGE).ifPresent(one -> {
            assertThat(one.id()).hasSizeLessThanOrEqualTo(1023);
            assertThat(one.publicKey()).hasSizeLessThanOrEqualTo(2048);
        });
        byte[] clientData = damaged(MADE.clientData(), random);
        VERIFIER.registered(clientData, MADE.attestation(), CHALLENGE)
                .ifPresent(one -> assertThat(one.id()).isEqualTo(CREDENTIAL.id()));
    }

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void aDamagedChallengeIsNoneOfOurs(@ForAll long seed) {
        byte[] damaged = damaged(CHALLENGE, new Random(seed));
        assertThat(CHALLENGES.holds(CHALLENGE, "sign-in", "browser")).isTrue();
        assertThat(CHALLENGES.holds(damaged, "sign-in", "browser")).isFalse();
    }

    @Property(seed = SEED)
    void whatSomebodyMakesUpIsReadOrRefused(@ForAll String text, @ForAll byte[] bytes) {
        PasskeyHandle.read(text)
                .ifPresent(read -> assertThat(PasskeyHandle.read(read.text())).contains(read));
        assertThat(CHALLENGES.holds(bytes, "sign-in", "browser")).isFalse();
        assertThat(VERIFIER.challenge(bytes)).isEmpty();
        assertThat(VERIFIER.registered(bytes, bytes, CHALLENGE)).isEmpty();
        assertThat(VERIFIER.signed(CREDENTIAL, with(bytes, bytes, bytes), CHALLENGE)
                        .verdict())
                .isEqualTo(Verdict.INVALID);
    }

    /** Some bytes become others, are lost or come twice; never what it was. */
    private static byte[] damaged(byte[] whole, Random random) {
        byte[] bytes = whole.clone();
        for (int blow = random.nextInt(1, 4); blow > 0 && bytes.length > 1; blow--) {
            int place = random.nextInt(bytes.length);
            switch (random.nextInt(4)) {
                case 0 -> bytes[place] = (byte) random.nextInt(256);
                case 1 -> bytes[place] ^= (byte) (1 << random.nextInt(8));
                case 2 -> bytes = Arrays.copyOf(bytes, place);
                default -> {
                    byte[] longer = Arrays.copyOf(bytes, bytes.length + random.nextInt(1, 40));
                    System.arraycopy(bytes, 0, longer, longer.length - place, place);
                    bytes = longer;
                }
            }
        }
        if (Arrays.equals(bytes, whole)) {
            bytes[0] ^= 1;
        }
        return bytes;
    }
}
