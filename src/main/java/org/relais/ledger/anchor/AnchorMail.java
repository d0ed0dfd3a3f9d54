package org.relais.ledger.anchor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailAttachment;
import io.vertx.ext.mail.MailClient;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.MailMessage;
import io.vertx.ext.mail.SMTPException;
import io.vertx.ext.mail.StartTLSOptions;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.relais.config.LedgerSettings;
import org.relais.config.LedgerSettings.MailTls;
import org.relais.ledger.ChainHead;

/**
 * Mails heads to somebody's mailbox: lines of JSON as an attachment, to be saved and compared. They are there once the mail
 * server has taken the message. One node at a time sends.
 */
public final class AnchorMail implements AnchorDestination {
    private static final Duration SILENCE = Duration.ofSeconds(10);

    private final UnsentAnchors unsent;
    private final MailClient client;
    private final LedgerSettings.Mail settings;
    private final Duration silence;

    public AnchorMail(Vertx vertx, Pool pool, LedgerSettings.Mail settings, InstantSource clock) {
        this(vertx, pool, settings, clock, SILENCE);
    }

    /** @param silence after which a server is left; the whole conversation may take twice as long */
    AnchorMail(Vertx vertx, Pool pool, LedgerSettings.Mail settings, InstantSource clock, Duration silence) {
        this.unsent = new UnsentAnchors(pool, "mail", settings.to(), clock);
        this.client = MailClient.create(vertx, connection(settings, silence));
        this.settings = settings;
        this.silence = silence;
    }

    /** A connection for each message: they are an hour apart. */
    private static MailConfig connection(LedgerSettings.Mail settings, Duration silence) {
        MailConfig config = new MailConfig(settings.host(), settings.port())
                .setSsl(settings.tls() == MailTls.IMPLICIT)
                .setStarttls(settings.tls() == MailTls.STARTTLS ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
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

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Future<Integer> send() {
        return unsent.each(this::mail);
    }

    private Future<Void> mail(List<ChainHead> heads) {
        return client.sendMail(message(heads))
                .timeout(2 * silence.toMillis(), TimeUnit.MILLISECONDS)
                .recover(fault -> Future.failedFuture(said(fault)))
                .mapEmpty();
    }

    private MailMessage message(List<ChainHead> heads) {
        MailAttachment lines = MailAttachment.create()
                .setContentType("application/x-ndjson")
                .setName("anchors.jsonl")
                .setData(AnchorLines.of(heads));
        return new MailMessage()
                .setFrom(settings.from())
                .setTo(settings.to())
                .setSubject("Relais: " + heads.size() + " heads of the ledger, up to "
                        + heads.get(heads.size() - 1).at())
                .addHeader("Auto-Submitted", "auto-generated")
                .setText("Keep the attached file where nobody who administers the service can change it.\n"
                        + "relais ledger verify --anchors FILE compares the ledger with it.\n")
                .setAttachment(List.of(lines));
    }

    /** What a server answers may repeat what it was told, a password included: only its code is passed on. */
    private static Throwable said(Throwable fault) {
        return fault instanceof SMTPException answer
                ? new IllegalStateException("answered " + answer.getReplyCode())
                : fault;
    }
}
