package org.relais.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the heads of the ledger's chains go, beside database and log.
 *
 * @param anchorEvery how often they are noted
 * @param anchorFile a file that is only added to; null for none
 */
public record LedgerSettings(
        Duration anchorEvery, @Nullable Path anchorFile, @Nullable Webhook anchorWebhook, @Nullable Mail anchorMail) {
    private static final Pattern URL = Pattern.compile("https?://[^\\s/?#]+([/?][^\\s#]*)?");
    private static final Pattern MAILBOX = Pattern.compile("[^\\s@<>,;\"]{1,64}@[A-Za-z0-9.-]{1,255}");

    /** @param secret 32 bytes that the receiver shares. Never printed. */
    public record Webhook(String url, byte[] secret) {
        @Override
        public String toString() {
            return "Webhook[]";
        }
    }

    /** How the way to a mail server is encrypted, and the port that this has by custom. */
    public enum MailTls {
        /** From the first byte. */
        IMPLICIT(465),
        /** From the command STARTTLS on, without which nothing is sent. */
        STARTTLS(587),
        /** Not at all, so without a password: for a server on this machine. */
        NONE(25);

        private final int port;

        MailTls(int port) {
            this.port = port;
        }
    }

    /**
     * @param rootCertificate file of the authority that signed the server's certificate (PEM); null for those that Java
     *     trusts. The certificate must be the host's.
     * @param user null where the server asks for none. Neither it nor the password is ever printed.
     */
    public record Mail(
            String host,
            int port,
            MailTls tls,
            @Nullable Path rootCertificate,
            @Nullable String user,
            @Nullable String password,
            String from,
            String to) {
        @Override
        public String toString() {
            return "Mail[host=" + host + ", port=" + port + ", tls=" + tls + "]";
        }
    }

    static LedgerSettings read(Section section) {
        int minutes = section.integer("anchorMinutes", 60, 1, 1440);
        String file = section.optionalText("anchorFile");
        Webhook webhook = webhook(section.section("anchorWebhook"));
        Mail mail = mail(section.section("anchorMail"));
        section.finish();
        return new LedgerSettings(Duration.ofMinutes(minutes), file == null ? null : Path.of(file), webhook, mail);
    }

    private static @Nullable Webhook webhook(Section section) {
        String url = section.optionalText("url");
        String secret = section.optionalText("secret");
        section.finish();
        if (url == null && secret == null) {
            return null;
        }
        if (url == null || !URL.matcher(url).matches()) {
            section.fault("url", "must be an http or https address");
        }
        if (secret == null) {
            section.fault("secret", "is required");
        }
        return url == null || secret == null ? null : new Webhook(url, RelaisConfig.secret(section, "secret", secret));
    }

    private static @Nullable Mail mail(Section section) {
        if (section.isEmpty()) {
            return null;
        }
        MailTls tls = tls(section);
        String root = section.optionalText("rootCertificate");
        Mail mail = new Mail(
                section.requiredText("host"),
                section.integer("port", tls.port, 1, 65_535),
                tls,
                root == null ? null : Path.of(root),
                section.optionalText("user"),
                section.optionalText("password"),
                section.requiredText("from", MAILBOX, "an address as ledger@example.org"),
                section.requiredText("to", MAILBOX, "an address as ledger@example.org"));
        section.finish();
        if ((mail.user() == null) != (mail.password() == null)) {
            section.fault("user", "and password are given together or not at all");
        }
        if (tls == MailTls.NONE && mail.password() != null) {
            section.fault("tls", "none is only for a server that asks for no password");
        }
        return mail;
    }

    private static MailTls tls(Section section) {
        String written = section.text("tls", "implicit");
        for (MailTls tls : MailTls.values()) {
            if (tls.name().equalsIgnoreCase(written)) {
                return tls;
            }
        }
        section.fault("tls", "must be implicit, starttls or none");
        return MailTls.IMPLICIT;
    }
}
