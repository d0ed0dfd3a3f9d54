package org.relais.ledger.anchor;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.mail.MailAttachment;
import io.vertx.ext.mail.MailMessage;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.relais.config.LedgerSettings;
import org.relais.ledger.ChainHead;
import org.relais.mail.Mailer;

/**
 * The way of heads to somebody's mailbox: lines of JSON as an attachment, to be saved and compared. They are there once the
 * mail server has taken the message. One node at a time sends.
 */
public final class AnchorMail implements AnchorDestination {
    private final UnsentAnchors unsent;
    private final Mailer mailer;
    private final String to;

    public AnchorMail(Vertx vertx, Pool pool, LedgerSettings.Mail settings, InstantSource clock) {
        this(vertx, pool, settings, clock, Mailer.SILENCE);
    }

    /** @param silence as in {@link Mailer} */
    AnchorMail(Vertx vertx, Pool pool, LedgerSettings.Mail settings, InstantSource clock, Duration silence) {
        this.unsent = new UnsentAnchors(pool, "mail", settings.to(), clock);
        this.mailer = new Mailer(vertx, settings.server(), silence);
        this.to = settings.to();
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Future<Integer> send() {
        return unsent.each(heads -> mailer.send(message(heads)));
    }

    private MailMessage message(List<ChainHead> heads) {
        MailAttachment lines = MailAttachment.create()
                .setContentType("application/x-ndjson")
                .setName("anchors.jsonl")
                .setData(AnchorLines.of(heads));
        return new MailMessage()
                .setTo(to)
                .setSubject("Relais: " + heads.size() + " heads of the ledger, up to "
                        + heads.get(heads.size() - 1).at())
                .setText("Keep the attached file where nobody who administers the service can change it.\n"
                        + "relais ledger verify --anchors FILE compares the ledger with it.\n")
                .setAttachment(List.of(lines));
    }
}
