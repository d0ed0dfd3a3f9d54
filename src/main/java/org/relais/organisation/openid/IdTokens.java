package org.relais.organisation.openid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.config.OpenIdSettings;
import org.relais.organisation.OrganisationLimits;
import org.relais.organisation.Tokens;

/**
 * Verification of id tokens (OpenID Connect Core 1.0, 3.1.3.7): the provider's signature, issuer, audience, time and nonce,
 * and that it vouches for the address. Pure; computes for a fraction of a millisecond.
 *
 * <p>The library is used as such, not by Vert.x's own layer over it: that one goes on with a token whose signature it could not
 * verify, asks for no nonce, and goes by the machine's clock.
 */
final class IdTokens {
    /** With a private key of the provider's. Never with a secret that we know too, nor with none. */
    private static final Set<JWSAlgorithm> ALGORITHMS = Set.of(
            JWSAlgorithm.RS256,
            JWSAlgorithm.RS384,
            JWSAlgorithm.RS512,
            JWSAlgorithm.PS256,
            JWSAlgorithm.PS384,
            JWSAlgorithm.PS512,
            JWSAlgorithm.ES256,
            JWSAlgorithm.ES384,
            JWSAlgorithm.ES512);

    /** By how much two machines' clocks may differ. */
    private static final Duration LEEWAY = Duration.ofMinutes(1);

    /** What the database compares alike in every locale. */
    private static final Pattern ASCII = Pattern.compile("[\\x21-\\x7e]+");

    private final OpenIdSettings settings;
    private final InstantSource clock;

    IdTokens(OpenIdSettings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    /** What a token is worth. */
    sealed interface Verdict permits Verified, Refusal {}

    /** @param email in small letters */
    record Verified(String email) implements Verdict {}

    /** Why it is worth nothing. */
    enum Refusal implements Verdict {
        SIGNATURE,
        ISSUER,
        AUDIENCE,
        TIME,
        NONCE,
        /** There is none, or the provider does not say that it is the person's. */
        EMAIL_UNVERIFIED,
        /** Not of the domains that may sign in. */
        EMAIL_FOREIGN
    }

    /** @param nonce that was sent when the sign-in began */
    Verdict verify(String token, JWKSet keys, String nonce) {
        Optional<JWTClaimsSet> signed = signed(token, keys);
        if (signed.isEmpty()) {
            return Refusal.SIGNATURE;
        }
        JWTClaimsSet claims = signed.get();
        if (!settings.issuer().equals(claims.getIssuer())) {
            return Refusal.ISSUER;
        }
        if (!isForUs(claims.getAudience(), claims.getClaim("azp"))) {
            return Refusal.AUDIENCE;
        }
        if (!isNow(claims)) {
            return Refusal.TIME;
        }
        return claims.getClaim("nonce") instanceof String said && Tokens.same(nonce, said)
                ? email(claims)
                : Refusal.NONCE;
    }

    private static Optional<JWTClaimsSet> signed(String token, JWKSet keys) {
        DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(ALGORITHMS, new ImmutableJWKSet<>(keys)));
        // What it says is judged here, by the clock that is given.
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        try {
            return Optional.of(processor.process(SignedJWT.parse(token), null));
        } catch (ParseException | BadJOSEException | JOSEException | RuntimeException unsigned) {
            return Optional.empty();
        }
    }

    private boolean isForUs(List<String> audience, @Nullable Object authorised) {
        boolean named = audience.contains(settings.clientId());
        return named
                && (authorised == null
                        ? audience.size() == 1
                        : settings.clientId().equals(authorised));
    }

    private boolean isNow(JWTClaimsSet claims) {
        Instant latest = clock.instant().plus(LEEWAY);
        Date expires = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        Date notBefore = claims.getNotBeforeTime();
        return expires != null
                && expires.toInstant().isAfter(clock.instant().minus(LEEWAY))
                && issued != null
                && !issued.toInstant().isAfter(latest)
                && (notBefore == null || !notBefore.toInstant().isAfter(latest));
    }

    private Verdict email(JWTClaimsSet claims) {
        if (!(claims.getClaim("email") instanceof String said)
                || !Boolean.TRUE.equals(claims.getClaim("email_verified"))
                || !ASCII.matcher(said).matches()
                || !OrganisationLimits.isEmail(said)) {
            return Refusal.EMAIL_UNVERIFIED;
        }
        String email = said.toLowerCase(Locale.ROOT);
        String domain = email.substring(email.indexOf('@') + 1);
        return settings.emailDomains().isEmpty() || settings.emailDomains().contains(domain)
                ? new Verified(email)
                : Refusal.EMAIL_FOREIGN;
    }
}
