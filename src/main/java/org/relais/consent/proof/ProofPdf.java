package org.relais.consent.proof;

import com.lowagie.text.Document;
import com.lowagie.text.Font;
import com.lowagie.text.PageSize;
import com.lowagie.text.Paragraph;
import com.lowagie.text.Phrase;
import com.lowagie.text.Rectangle;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.PdfPCell;
import com.lowagie.text.pdf.PdfPTable;
import com.lowagie.text.pdf.PdfWriter;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.awt.Color;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.relais.consent.ConsentWording;
import org.relais.contact.AddressId;
import org.relais.contact.ConsentState;
import org.relais.contact.PhoneNumbers;
import org.relais.ledger.ChainHead;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerEvent;
import org.relais.ledger.Verification;

/** A proof to be read and printed, with its font inside so that it looks the same everywhere. */
final class ProofPdf {
    private static final PhoneNumbers NUMBERS = new PhoneNumbers();
    private static final String FONT = "font-fallback/LiberationSans-Regular.ttf";
    private static final Color SHADE = new Color(0xEE, 0xF1, 0xEF);
    private static final Color RULE = new Color(0xB5, 0xBD, 0xB9);

    private static final Set<String> HANDED_OVER = Set.of("sending", "accepted", "delivered", "read", "unknown");

    private final Proof proof;
    private final UnaryOperator<String> channelNames;
    private final ProofWords words;
    private final Printable printable;
    private final Font plain;
    private final Font small;
    private final Font heading;
    private final Font title;

    /**
     * @param language French for {@code fr…}, English for anything else
     * @param channelNames what people call a channel, by its registry name
     */
    ProofPdf(Proof proof, String language, UnaryOperator<String> channelNames) {
        this.proof = proof;
        this.channelNames = channelNames;
        this.words = new ProofWords(language, proof.organisation().timeZone());
        BaseFont base;
        try {
            base = BaseFont.createFont(FONT, BaseFont.IDENTITY_H, BaseFont.EMBEDDED);
        } catch (IOException cause) {
            throw new java.io.UncheckedIOException("the font of the PDF library is missing", cause);
        }
        this.printable = new Printable(point -> point == '\n' || base.charExists(point));
        this.plain = new Font(base, 9);
        this.small = new Font(base, 8);
        this.heading = new Font(base, 12, Font.BOLD);
        this.title = new Font(base, 18, Font.BOLD);
    }

    /** The whole document; takes some milliseconds per hundred events, so not on an event loop. */
    Buffer bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Document document = new Document(PageSize.A4, 40, 40, 40, 50)) {
            PdfWriter.getInstance(document, out)
                    .setPageEvent(new PageFoot(
                            small,
                            page -> printable(words.text(
                                    "page",
                                    words.text("title"),
                                    proof.organisation().name() + " · "
                                            + words.text(
                                                    "contact", proof.contact().id()),
                                    page))));
            document.addTitle(words.text("title"));
            document.open();
            Paragraph first = new Paragraph(words.text("title"), title);
            first.setSpacingAfter(4);
            document.add(first);
            line(document, words.text("generated", words.date(proof.at())), small);
            person(document);
            standing(document);
            verification(document);
            heading(document, "events");
            document.add(events());
            deliveries(document);
        }
        return Buffer.buffer(out.toByteArray());
    }

    private void person(Document document) {
        heading(document, "of");
        line(document, proof.organisation().name(), plain);
        heading(document, "person");
        String name = proof.contact().name();
        line(document, words.text("contact", proof.contact().id()) + (name.isEmpty() ? "" : " · " + name), plain);
        if (proof.contact().erasedAt() != null) {
            line(document, words.text("erased", words.date(proof.contact().erasedAt())), plain);
        }
        proof.addresses()
                .forEach(address -> line(
                        document,
                        channel(address.identifier().channel()) + " · "
                                + readable(address.identifier()) + " · "
                                + words.text("address." + address.status().sqlName()),
                        plain));
    }

    private static String readable(AddressId place) {
        return place.kind().isPhone() ? NUMBERS.readable(place.identifier()) : place.identifier();
    }

    private void standing(Document document) {
        heading(document, "standing");
        proof.consent()
                .ifPresentOrElse(
                        consent -> {
                            line(
                                    document,
                                    words.text(
                                            "standing.line",
                                            words.text(
                                                    "state." + consent.state().sqlName()),
                                            words.text("class."
                                                    + consent.consentClass().sqlName()),
                                            words.date(consent.changedAt()),
                                            number(consent.basisEventId())),
                                    plain);
                            if (consent.state() == ConsentState.UNSUBSCRIBED) {
                                line(document, sinceTheStop(consent.changedAt()), plain);
                            }
                            if (consent.occasionalSpentAt() != null) {
                                line(
                                        document,
                                        words.text("onlyContact", words.date(consent.occasionalSpentAt())),
                                        plain);
                            }
                        },
                        () -> line(document, words.text("standing.none"), plain));
    }

    /** What was handed to a platform for them after that: the first that is asked of a stop. */
    private String sinceTheStop(Instant stop) {
        String after = proof.deliveries().stream()
                .map(JsonObject.class::cast)
                .filter(delivery -> HANDED_OVER.contains(delivery.getString("state")))
                .filter(delivery -> moment(delivery).filter(stop::isBefore).isPresent())
                .map(delivery -> sent(delivery) + ", " + at(delivery))
                .collect(Collectors.joining("; "));
        return after.isEmpty() ? words.text("stopped.none") : words.text("stopped.but", after);
    }

    private void verification(Document document) {
        heading(document, "verification");
        Verification verification = proof.verification();
        Verification.Broken broken = verification.broken();
        ChainHead head = verification.head();
        if (broken != null) {
            String fault = "fault." + broken.fault().name().toLowerCase(Locale.ROOT);
            line(document, words.text("verification.broken", broken.position(), words.text(fault)), heading);
        } else if (head == null) {
            line(document, words.text("verification.empty"), plain);
        } else {
            line(
                    document,
                    words.text(
                            verification.anchors() == 0 ? "verification.intact" : "verification.intact.anchors",
                            verification.events(),
                            head.position(),
                            head.hex(),
                            verification.anchors()),
                    plain);
        }
        line(document, words.text("verification.how"), small);
    }

    private PdfPTable events() {
        PdfPTable table = table(17, 23, 37, 23);
        head(table, "when", "what", "words", "chain");
        for (LedgerEvent event : proof.events()) {
            table.addCell(cell(when(event), small));
            table.addCell(cell(what(event), small));
            table.addCell(cell(said(event), small));
            table.addCell(cell(chain(event), small));
        }
        return table;
    }

    private static PdfPTable table(float... widths) {
        PdfPTable table = new PdfPTable(widths);
        table.setWidthPercentage(100);
        table.setHeaderRows(1);
        table.setSpacingBefore(6);
        return table;
    }

    private void head(PdfPTable table, String... columns) {
        for (String column : columns) {
            PdfPCell cell = cell(words.text(column), plain);
            cell.setBackgroundColor(SHADE);
            table.addCell(cell);
        }
    }

    private String when(LedgerEvent event) {
        return words.text("occurred", words.date(event.occurredAt())) + "\n"
                + words.text("recorded", words.date(event.recordedAt()));
    }

    private String what(LedgerEvent event) {
        List<String> lines = new ArrayList<>();
        lines.add(words.text("kind." + event.kind().sqlName()));
        if (event.after() != null) {
            lines.add("→ " + words.text("state." + event.after().sqlName())
                    + (event.consentClass() == null
                            ? ""
                            : ", " + words.text("class." + event.consentClass().sqlName())));
        }
        lines.add(words.text("source." + event.source().sqlName())
                + (event.channel() == null ? "" : " (" + channel(event.channel()) + ")"));
        if (event.actor() != null) {
            lines.add(words.text("by", words.actor(event.actor())));
        }
        return String.join("\n", lines);
    }

    private String said(LedgerEvent event) {
        List<String> lines = new ArrayList<>();
        if (event.rawText() != null) {
            lines.add(words.text("said", event.rawText()));
        }
        String reference = event.wording();
        if (reference != null) {
            ConsentWording wording = proof.wordings().get(reference);
            lines.add(
                    wording == null
                            ? words.text("wording", words.wording(reference))
                            : words.text("wording.reference", words.wording(reference)) + "\n"
                                    + words.text("wording", wording.text()));
        }
        if (event.sourceReference() != null) {
            lines.add(
                    event.source() == EventSource.WEBHOOK && event.channel() != null
                            ? words.text("reference.message", channel(event.channel()), event.sourceReference())
                            : words.reference(event.sourceReference()));
        }
        // What the evidence is, the rule says in words.
        event.detail().stream()
                .filter(one -> !one.getKey().equals("evidence"))
                .forEach(one -> lines.add(words.text(
                        "detail",
                        words.textOr("detail." + one.getKey(), one.getKey()),
                        one.getKey().equals("rule")
                                ? words.rule(event, one.getValue().toString())
                                : one.getValue())));
        return String.join("\n", lines);
    }

    private String channel(String kind) {
        return channelNames.apply(kind);
    }

    private String chain(LedgerEvent event) {
        return words.text("link", event.number()) + "\n"
                + (event.position() == null ? words.text("unsealed") : event.hash());
    }

    private long number(long eventId) {
        return proof.events().stream()
                .filter(event -> event.id() == eventId)
                .mapToLong(LedgerEvent::number)
                .findFirst()
                .orElse(eventId);
    }

    private void deliveries(Document document) {
        heading(document, "deliveries");
        if (proof.deliveries().isEmpty()) {
            line(document, words.text("none"), plain);
            return;
        }
        PdfPTable table = table(24, 30, 26, 20);
        head(table, "when", "message", "outcome", "basis");
        for (Object each : proof.deliveries()) {
            JsonObject delivery = (JsonObject) each;
            Long basis = delivery.getLong("basisEvent");
            table.addCell(cell(at(delivery), small));
            table.addCell(cell(sent(delivery), small));
            table.addCell(cell(
                    words.textOr("delivery." + delivery.getString("state"), delivery.getString("state", "")), small));
            table.addCell(
                    cell(basis == null ? words.text("basis.none") : words.text("basis.event", number(basis)), small));
        }
        document.add(table);
    }

    /** When it went to the platform, or else was queued; as it stands when it can't be read. */
    private String at(JsonObject delivery) {
        return moment(delivery).map(words::date).orElseGet(() -> written(delivery));
    }

    private static String written(JsonObject delivery) {
        return delivery.getString("claimedAt", delivery.getString("queuedAt", ""));
    }

    private static Optional<Instant> moment(JsonObject delivery) {
        try {
            return Optional.of(OffsetDateTime.parse(written(delivery)).toInstant());
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    private String sent(JsonObject delivery) {
        String purpose = delivery.getString("purpose", "");
        String kind = delivery.getString("channel");
        return words.textOr("purpose." + purpose, purpose) + (kind == null ? "" : " (" + channel(kind) + ")");
    }

    private void heading(Document document, String key) {
        Paragraph paragraph = new Paragraph(words.text(key), heading);
        paragraph.setLeading(14);
        paragraph.setSpacingBefore(2);
        paragraph.setSpacingAfter(2);
        paragraph.setKeepTogether(true);
        document.add(paragraph);
    }

    /** In a cell of its own, because only there text that runs from right to left is laid out so. */
    private void line(Document document, String text, Font font) {
        PdfPTable line = new PdfPTable(1);
        line.setWidthPercentage(100);
        PdfPCell cell = cell(text, font);
        cell.setBorder(Rectangle.NO_BORDER);
        cell.setPadding(0);
        cell.setPaddingBottom(2);
        line.addCell(cell);
        document.add(line);
    }

    private PdfPCell cell(String text, Font font) {
        PdfPCell cell = new PdfPCell(new Phrase(printable(text), font));
        cell.setPadding(3);
        cell.setPaddingBottom(4);
        cell.setLeading(0, 1.25f);
        cell.setBorderWidth(0.4f);
        cell.setBorderColor(RULE);
        cell.setRunDirection(PdfWriter.RUN_DIRECTION_LTR);
        return cell;
    }

    private String printable(String text) {
        return printable.text(text);
    }
}
