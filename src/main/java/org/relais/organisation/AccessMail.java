package org.relais.organisation;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailMessage;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.config.MailSettings;
import org.relais.mail.Mailer;
import org.relais.text.Languages;
import org.relais.text.TextBundle;

/** Mails with a link that opens the console, in the languages of the console. */
public final class AccessMail {
    private final Map<String, Map<String, MessageFormat>> formats = new HashMap<>();
    private final @Nullable Mailer mailer;

    /** @param settings null: nothing can be mailed */
    public AccessMail(Vertx vertx, @Nullable MailSettings settings) {
        this.mailer = settings == null ? null : new Mailer(vertx, settings, Mailer.SILENCE);
        Languages.OF_ORGANISERS.forEach(language -> formats.put(
                language,
                TextBundle.read(AccessMail.class, "access-mail." + language + ".properties")
                        .formats(new ULocale(language))));
    }

    /** Whether there is a mail server. */
    public boolean possible() {
        return mailer != null;
    }

    /**
     * Sends one mail.
     *
     * @param kind {@code sign-in} or {@code invitation}
     * @param arguments of its texts, {@code link} among them
     * @return fails when there is no server or it does not take the mail; the fault names neither link nor password
     */
    Future<Void> send(String to, String language, String kind, Map<String, Object> arguments) {
        if (mailer == null) {
            return Future.failedFuture("no mail server is configured");
        }
        Map<String, MessageFormat> its = formats.getOrDefault(language, formats.getOrDefault("fr", Map.of()));
        return mailer.send(new MailMessage()
                .setTo(to)
                .setSubject(text(its, kind + ".subject", arguments))
                .setText(text(its, kind + ".text", arguments)));
    }

    private static String text(Map<String, MessageFormat> its, String key, Map<String, Object> arguments) {
        MessageFormat format = its.get(key);
        if (format == null) {
            throw new IllegalStateException("mails of access have no text " + key);
        }
        return TextBundle.format(format, arguments);
    }
}
