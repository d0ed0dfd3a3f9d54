package org.relais.config;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider of sign-in (OpenID Connect) that organisers sign in with.
 *
 * @param issuer by which it is known, and where its description stands; compared as it is written
 * @param name as the button says it
 * @param emailDomains domains of addresses that may sign in by it, in small letters; empty: all
 */
public record OpenIdSettings(
        String issuer, String clientId, String clientSecret, String name, List<String> emailDomains) {
    private static final Pattern ADDRESS = Pattern.compile(
            "(https://[A-Za-z0-9.-]+|http://(localhost|127\\.0\\.0\\.1))(:\\d{1,5})?(/[A-Za-z0-9._~!$&'()*+,;=:@/-]*)?");
    private static final Pattern DOMAIN = Pattern.compile("[a-z0-9-]{1,63}(\\.[a-z0-9-]{1,63})+");

    /** Whether an address is one that secrets may be sent to: encrypted, or on this machine. */
    public static boolean isAddress(String text) {
        return ADDRESS.matcher(text).matches();
    }

    /** Null when nothing was written of it. */
    static @Nullable OpenIdSettings read(Section section) {
        if (section.isEmpty()) {
            return null;
        }
        String issuer =
                section.requiredText("issuer", ADDRESS, "an https address without a query (http for this machine)");
        OpenIdSettings settings = new OpenIdSettings(
                issuer,
                section.requiredText("clientId"),
                secret(section),
                section.text(
                        "name",
                        isAddress(issuer) ? String.valueOf(URI.create(issuer).getHost()) : ""),
                section.texts("emailDomains"));
        if (!settings.emailDomains().stream()
                .allMatch(domain -> DOMAIN.matcher(domain).matches())) {
            section.fault("emailDomains", "must hold domains in small letters, as example.org");
        }
        section.finish();
        return settings;
    }

    private static String secret(Section section) {
        String file = section.optionalText("clientSecretFile");
        if (file == null) {
            return section.requiredText("clientSecret");
        }
        if (section.optionalText("clientSecret") != null) {
            section.fault("clientSecretFile", "or clientSecret, not both");
        }
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException unreadable) {
            section.fault("clientSecretFile", "can't be read");
            return "";
        }
    }

    @Override
    public String toString() {
        return "OpenIdSettings[issuer=" + issuer + "]";
    }
}
