package org.relais.config;

import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A mail server that takes mail of ours.
 *
 * @param rootCertificate file of the authority that signed the server's certificate (PEM); null for those that Java
 *     trusts. The certificate must be the host's.
 * @param user null where the server asks for none. Neither it nor the password is ever printed.
 * @param from whose mail it is
 */
public record MailSettings(
        String host,
        int port,
        Tls tls,
        @Nullable Path rootCertificate,
        @Nullable String user,
        @Nullable String password,
        String from) {
    static final Pattern MAILBOX = Pattern.compile("[^\\s@<>,;\"]{1,64}@[A-Za-z0-9.-]{1,255}");
    static final String MAILBOX_FORM = "an address as ledger@example.org";

    /** How the way to a mail server is encrypted, and the port that this has by custom. */
    public enum Tls {
        /** From the first byte. */
        IMPLICIT(465),
        /** From the command STARTTLS on, without which nothing is sent. */
        STARTTLS(587),
        /** Not at all, so without a password: for a server on this machine. */
        NONE(25);

        private final int port;

        Tls(int port) {
            this.port = port;
        }
    }

    /** Leaves the section open: there may be more in it. */
    static MailSettings read(Section section) {
        Tls tls = tls(section);
        String root = section.optionalText("rootCertificate");
        MailSettings settings = new MailSettings(
                section.requiredText("host"),
                section.integer("port", tls.port, 1, 65_535),
                tls,
                root == null ? null : Path.of(root),
                section.optionalText("user"),
                section.optionalText("password"),
                section.requiredText("from", MAILBOX, MAILBOX_FORM));
        if ((settings.user() == null) != (settings.password() == null)) {
            section.fault("user", "and password are given together or not at all");
        }
        if (tls == Tls.NONE && settings.password() != null) {
            section.fault("tls", "none is only for a server that asks for no password");
        }
        return settings;
    }

    private static Tls tls(Section section) {
        String written = section.text("tls", "implicit");
        for (Tls tls : Tls.values()) {
            if (tls.name().equalsIgnoreCase(written)) {
                return tls;
            }
        }
        section.fault("tls", "must be implicit, starttls or none");
        return Tls.IMPLICIT;
    }

    @Override
    public String toString() {
        return "Mail[host=" + host + ", port=" + port + ", tls=" + tls + "]";
    }
}
