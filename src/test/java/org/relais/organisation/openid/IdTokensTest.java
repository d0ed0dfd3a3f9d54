package org.relais.organisation.openid;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.relais.config.OpenIdSettings;
import org.relais.organisation.openid.IdTokens.Refusal;
import org.relais.organisation.openid.IdTokens.Verdict;
import org.relais.organisation.openid.IdTokens.Verified;
import org.relais.testing.Seeds;
import org.relais.testing.Unit;

/** What an id token is worth that is not as it should be. */
@Unit
class IdTokensTest {
    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    private static final String ISSUER = "https://login.example.org";
    private static final RSAKey KEY = key();

    private final IdTokens idTokens =
            new IdTokens(new OpenIdSettings(ISSUER, "relais", "secret", "Example", List.of("example.org")), () -> NOW);

    private static RSAKey key() {
        try {
            return new RSAKeyGenerator(2048).keyID("one").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .subject("7")
                .audience("relais")
                .issueTime(Date.from(NOW.minusSeconds(5)))
                .expirationTime(Date.from(NOW.plusSeconds(300)))
                .claim("nonce", "nonce")
                .claim("email", "Ana@Example.org")
                .claim("email_verified", true);
    }

    private static String signed(JWTClaimsSet.Builder claims, RSAKey key) {
        return signed(claims, key, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one"));
    }

    private static String signed(JWTClaimsSet.Builder claims, RSAKey key, JWSHeader.Builder header) {
        try {
            SignedJWT token = new SignedJWT(header.build(), claims.build());
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private Verdict verdict(JWTClaimsSet.Builder claims) {
        return verdict(signed(claims, KEY));
    }

    private Verdict verdict(String token) {
        return idTokens.verify(token, new JWKSet(KEY.toPublicJWK()), "nonce");
    }

    @Test
    void aRightOneVouchesForItsAddress() {
        assertThat(verdict(claims())).isEqualTo(new Verified("ana@example.org"));
        assertThat(verdict(claims().audience(List.of("relais", "other")).claim("azp", "relais")))
                .isEqualTo(new Verified("ana@example.org"));
    }

    @Test
    void onlyTheProvidersOwnKeyAndAlgorithmSign() throws JOSEException {
        assertThat(verdict(signed(claims(), key()))).isEqualTo(Refusal.SIGNATURE);
        assertThat(verdict(new PlainJWT(claims().build()).serialize())).isEqualTo(Refusal.SIGNATURE);
        SignedJWT byWhatIsPublic = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("one").build(), claims().build());
        byWhatIsPublic.sign(new MACSigner(KEY.toRSAPublicKey().getEncoded()));
        assertThat(verdict(byWhatIsPublic.serialize())).isEqualTo(Refusal.SIGNATURE);
        assertThat(verdict(signed(claims(), KEY, new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("another"))))
                .isEqualTo(Refusal.SIGNATURE);
        assertThat(verdict(signed(
                        claims(),
                        KEY,
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("one").type(new JOSEObjectType("at+jwt")))))
                .as("a token of another kind")
                .isEqualTo(Refusal.SIGNATURE);
    }

    @Test
    void itIsForUsOfThisProviderAndOfThisSignIn() {
        assertThat(verdict(claims().issuer("https://login.example.org/"))).isEqualTo(Refusal.ISSUER);
        assertThat(verdict(claims().issuer(null))).isEqualTo(Refusal.ISSUER);
        assertThat(verdict(claims().audience("other"))).isEqualTo(Refusal.AUDIENCE);
        assertThat(verdict(claims().audience(List.of("relais", "other")))).isEqualTo(Refusal.AUDIENCE);
        assertThat(verdict(claims().claim("azp", "other"))).isEqualTo(Refusal.AUDIENCE);
        assertThat(verdict(claims().claim("nonce", "another"))).isEqualTo(Refusal.NONCE);
        assertThat(verdict(claims().claim("nonce", null))).isEqualTo(Refusal.NONCE);
    }

    @Test
    void itIsOfNow() {
        assertThat(verdict(claims().expirationTime(Date.from(NOW.minusSeconds(60)))))
                .isEqualTo(Refusal.TIME);
        assertThat(verdict(claims().expirationTime(Date.from(NOW.minusSeconds(59)))))
                .isInstanceOf(Verified.class);
        assertThat(verdict(claims().expirationTime(null))).isEqualTo(Refusal.TIME);
        assertThat(verdict(claims().issueTime(null))).isEqualTo(Refusal.TIME);
        assertThat(verdict(claims().issueTime(Date.from(NOW.plusSeconds(61))))).isEqualTo(Refusal.TIME);
        assertThat(verdict(claims().notBeforeTime(Date.from(NOW.plusSeconds(61)))))
                .isEqualTo(Refusal.TIME);
    }

    @Test
    void theAddressIsVerifiedPlainAndOfADomainThatMaySignIn() {
        assertThat(verdict(claims().claim("email_verified", false))).isEqualTo(Refusal.EMAIL_UNVERIFIED);
        assertThat(verdict(claims().claim("email_verified", "true"))).isEqualTo(Refusal.EMAIL_UNVERIFIED);
        assertThat(verdict(claims().claim("email_verified", null))).isEqualTo(Refusal.EMAIL_UNVERIFIED);
        assertThat(verdict(claims().claim("email", null))).isEqualTo(Refusal.EMAIL_UNVERIFIED);
        assertThat(verdict(claims().claim("email", "ana\u212a@example.org")))
                .as("a letter that some databases take for a k")
                .isEqualTo(Refusal.EMAIL_UNVERIFIED);
        assertThat(verdict(claims().claim("email", "ana@evil.example@example.org")))
                .isEqualTo(Refusal.EMAIL_UNVERIFIED);
        assertThat(verdict(claims().claim("email", "ana@sub.example.org"))).isEqualTo(Refusal.EMAIL_FOREIGN);
        assertThat(verdict(claims().claim("email", "ana@notexample.org"))).isEqualTo(Refusal.EMAIL_FOREIGN);
    }

    @Test
    void aDamagedOneIsWorthNothing() {
        String token = signed(claims(), KEY);
        Seeds.each(300, seed -> {
            Random random = new Random(seed);
            StringBuilder damaged = new StringBuilder(token);
            for (int blow = random.nextInt(1, 4); blow > 0; blow--) {
                int place = random.nextInt(damaged.length());
                switch (random.nextInt(3)) {
                    case 0 -> damaged.setCharAt(place, (char) random.nextInt(0x250));
                    case 1 -> damaged.setLength(place + 1);
                    default -> damaged.insert(place, ".eyJ".repeat(random.nextInt(1, 500)));
                }
            }
            // The last character of a part has bits that stand for nothing.
            if (!damaged.substring(0, Math.min(damaged.length(), token.length() - 1))
                    .equals(token.substring(0, token.length() - 1))) {
                assertThat(verdict(damaged.toString())).isEqualTo(Refusal.SIGNATURE);
            }
        });
    }
}
