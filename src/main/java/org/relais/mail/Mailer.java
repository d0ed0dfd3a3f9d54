package org.relais.mail;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.relais.config.MailSettings;
import org.relais.config.MailSettings.Tls;

/** Sender of mail by one server: a connection for each, since they are rare. Never blocks, and never waits for long. */
public final class Mailer {
    /** A server that says nothing for so long is left. */
    public static final Duration SILENCE = Duration.ofSeconds(10);

    private final MailClient client;
    private final String from;
    private final Duration silence;

    /** @param silence after which a server is left; the whole conversation may take twice as long */
    public Mailer(Vertx vertx, MailSettings settings, Duration silence) {
        this.client = MailClient.create(vertx, connection(settings, silence));
        this.from = settings.from();
        this.silence = silence;
    }

    private static MailConfig connection(MailSettings settings, Duration silence) {
        MailConfig config = new MailConfig(settings.host(), settings.port())
                .setSsl(settings.tls() == Tls.IMPLICIT)
                .setStarttls(settings.tls() == Tls.STARTTLS ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
                .setLogin(settings.user() == null ? LoginOption.DISABLED : LoginOption.REQUIRED)
                // Else the name of this machine is looked up, which can block and tells it to the server.
                .setOwnHostname(settings.from().substring(settings.from().indexOf('@') + 1))
                .setKeepAlive(false)
                .setConnectTimeout((int) silence.toMillis())
                .setSslHandshakeTimeout(silence.toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS)
                .setIdleTimeout((int) silence.toMillis())
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        if (settings.rootCertificate() != null) {
            config.setTrustOptions(
                    new PemTrustOptions().addCertPath(settings.rootCertificate().toString()));
        }
        return settings.user() == null
                ? config
                : config.setUsername(settings.user()).setPassword(settings.password());
    }

    /** Succeeds once the server has taken it; its fault names no password. */
    public Future<Void> send(MailMessage message) {
        // A name of many lines in a subject would begin further headers.
        message.setSubject(message.getSubject().replaceAll("\\p{Cntrl}+", " "));
        message.setFrom(from).addHeader("Auto-Submitted", "auto-generated");
        return client.sendMail(message)
                .timeout(2 * silence.toMillis(), TimeUnit.MILLISECONDS)
                .recover(fault -> Future.failedFuture(said(fault)))
                .mapEmpty();
    }

    /** What a server answers may repeat what it was told, a password included: only its code is passed on. */
    private static Throwable said(Throwable fault) {
        return fault instanceof SMTPException answer
                ? new IllegalStateException("answered " + answer.getReplyCode())
                : fault;
    }
}
