package org.relais.broadcast;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.consent.Purpose;
import org.relais.contact.ConsentClass;
import org.relais.database.SqlNamed;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.StrictObject;
import org.relais.template.PoliticalLabel;

/**
 * What an organisation says a broadcast or an action is (Regulation (EU) 2024/900). What is said of whoever pays stands in the notice that
 * everybody may read; it is in the language in which it was written.
 *
 * @param advertisement of {@link Kind#POLITICAL_ADVERTISING}; null for the others
 */
public record Declaration(Kind kind, @Nullable Advertisement advertisement) {
    private static final String FIELD = "declaration";
    private static final List<String> KINDS =
            Stream.of(Kind.values()).map(Kind::sqlName).toList();

    /** What it is. */
    public enum Kind implements SqlNamed {
        /** Neither for a political actor, nor made to influence a vote, a law or a rule. */
        NOT_POLITICAL,
        /** To members and subscribers, on what they gave when they joined, without choosing any further among them. */
        OWN_MEMBERS,
        /** Political advertising, with its label and its notice. */
        POLITICAL_ADVERTISING;

        /** The kind with this SQL name; throws {@link IllegalArgumentException} for any other text. */
        public static Kind of(String sqlName) {
            return SqlNamed.of(Kind.class, sqlName);
        }
    }

    /**
     * Reads {@code {"kind": "not_political"}}, or what {@link Advertisement} has beside the kind. Faults are noted in the object.
     */
    public static Declaration read(StrictObject object) {
        String word = object.word("kind", KINDS);
        Kind kind = word.isEmpty() ? Kind.NOT_POLITICAL : Kind.of(word);
        Declaration read =
                new Declaration(kind, kind == Kind.POLITICAL_ADVERTISING ? Advertisement.read(object) : null);
        if (!word.isEmpty()) {
            object.noOtherFields();
        }
        return read;
    }

    /** As {@link #read}, of an action: what needs a label and a notice is a broadcast. */
    public static Declaration readOfAction(StrictObject object) {
        String word = object.word("kind", KINDS);
        if (word.equals(Kind.POLITICAL_ADVERTISING.sqlName())) {
            object.fault("kind", FaultCode.DECLARATION_ACTION);
        } else {
            object.noOtherFields();
        }
        return new Declaration(word.isEmpty() ? Kind.NOT_POLITICAL : Kind.of(word), null);
    }

    /** A stored one; null for none. */
    public static @Nullable Declaration restore(@Nullable JsonObject json) {
        return json == null ? null : read(StrictObject.of(json));
    }

    /** The JSON that {@link #read} reads back as an equal declaration. */
    public JsonObject encode() {
        JsonObject json = new JsonObject().put("kind", kind.sqlName());
        return advertisement == null ? json : json.mergeIn(advertisement.encode());
    }

    /** What the message itself says of it; null unless it is political advertising. */
    @Nullable
    PoliticalLabel label() {
        return advertisement == null
                ? null
                : new PoliticalLabel(
                        advertisement.sponsor().name(), advertisement.controller(), advertisement.process());
    }

    /**
     * What of it is not so. People are chosen among by any condition but whether they are members or subscribers: article 18
     * asks each person's explicit consent to that, given for political advertising alone, which nobody has recorded; and a
     * message that is for some of the members only is not what goes to all of them. A first contact is for those who have agreed
     * to nothing yet, and a notice says of all that they are members or subscribers. What is passed on leaves them, and has no
     * label.
     */
    List<Fault> faults(BroadcastDraft draft) {
        List<Fault> faults = new ArrayList<>();
        if (kind != Kind.NOT_POLITICAL && selects(draft.audience())) {
            faults.add(Fault.of("audience", FaultCode.DECLARATION_SELECTS));
        }
        if (kind != Kind.NOT_POLITICAL && draft.purpose() == Purpose.FIRST_CONTACT) {
            faults.add(Fault.of(FIELD + ".kind", FaultCode.DECLARATION_FIRST_CONTACT));
        }
        if (kind == Kind.OWN_MEMBERS && draft.message().share().isPresent()) {
            faults.add(Fault.of(FIELD + ".kind", FaultCode.DECLARATION_PASSED_ON));
        }
        return faults;
    }

    /** Whether it is for some of the members and subscribers only, chosen by anything else than that they are. */
    public static boolean selects(Audience audience) {
        Audience all = new Audience(
                Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), audience.classes(), List.of(), List.of(), List.of());
        return !audience.equals(all) || audience.classes().contains(ConsentClass.OCCASIONAL);
    }

    /**
     * What keeps a broadcast from starting.
     *
     * @param declaration what was said of it; null for nothing yet
     * @param required whether its organisation must say it
     * @param day on which it starts, where the organisation is
     */
    static List<Fault> obstacles(@Nullable Declaration declaration, boolean required, LocalDate day) {
        if (declaration == null) {
            return required ? List.of(Fault.of(FIELD, FaultCode.DECLARATION_REQUIRED)) : List.of();
        }
        Advertisement advertisement = declaration.advertisement();
        if (advertisement == null) {
            return List.of();
        }
        return day.isBefore(advertisement.from())
                ? List.of(Fault.of(FIELD + ".from", FaultCode.DECLARATION_PERIOD_OTHER))
                : day.isAfter(advertisement.until())
                        ? List.of(Fault.of(FIELD + ".until", FaultCode.DECLARATION_PERIOD_OTHER))
                        : List.of();
    }

    /** What keeps one from staying open: its people are chosen by what they did, or its notice names no end. */
    List<Fault> obstacles(WelcomeRule.Occasion occasion) {
        boolean possible =
                kind == Kind.NOT_POLITICAL || (kind == Kind.OWN_MEMBERS && occasion == WelcomeRule.Occasion.JOINED);
        return possible ? List.of() : List.of(Fault.of(FIELD + ".kind", FaultCode.DECLARATION_STAYS_OPEN));
    }
}
