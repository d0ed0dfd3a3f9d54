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

    /** @param secret 32 bytes that the receiver shares. Never printed. */
    public record Webhook(String url, byte[] secret) {
        @Override
        public String toString() {
            return "Webhook[]";
        }
    }

    /** @param to whose mailbox they go to */
    public record Mail(MailSettings server, String to) {
        @Override
        public String toString() {
            return "Mail[" + server + "]";
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
        String to = section.requiredText("to", MailSettings.MAILBOX, MailSettings.MAILBOX_FORM);
        MailSettings server = MailSettings.read(section);
        section.finish();
        return new Mail(server, to);
    }
}
