package org.relais.audience;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;
import org.relais.contact.ConsentClass;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;

/**
 * {@link Audience} as JSON, in the API, the console's forms and tables {@code broadcast} and {@code audience}:
 *
 * <pre>{@code
 * {"everyone": true}
 * {"tags": {"any": ["vip"], "all": [], "none": ["away"]}, "areas": ["75020"], "languages": ["fr"],
 *  "classes": ["member"], "contacts": [17, 18],
 *  "answers": [{"broadcast": 12, "payloads": ["yes"]}, {"broadcast": 9, "answered": false}],
 *  "rows": [{"areas": ["75020"]}, {"join": "or", "tags": ["vip"]}, {"join": "except", "silent": {"days": 90}}]}
 * }</pre>
 *
 * <p>The parts are all to be so; among the rows each says how it goes together with those above it, see {@link
 * AudienceRowCodec}.
 *
 * <p>Everyone has to be said: an empty object is a fault, so that a forgotten condition never writes to all.
 */
public final class AudienceCodec {
    private static final int MOST_TAGS = 50;
    private static final int MOST_AREAS = 500;
    private static final int MOST_CONTACTS = 10_000;
    private static final int MOST_ANSWERS = 10;
    /** Rows of one audience. */
    public static final int MOST_ROWS = 12;

    private AudienceCodec() {}

    /** @throws InvalidInputException with every fault, by field path */
    public static Audience decode(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        Audience audience = read(object);
        object.refuseFaults();
        return audience;
    }

    /** Whether somebody is chosen in what is being composed; until then it is no audience. */
    public static boolean chosen(JsonObject json) {
        try {
            return decode(json) != Audience.UNREADABLE;
        } catch (InvalidInputException notYet) {
            return false;
        }
    }

    /** What {@link #encode} stored; {@link Audience#UNREADABLE} when it can't be read any more. */
    public static Audience restore(JsonObject json) {
        try {
            return decode(json);
        } catch (RuntimeException unreadable) {
            return Audience.UNREADABLE;
        }
    }

    /** The audience that another document has to have, in its field {@code audience}; faults are noted there. */
    public static Audience required(StrictObject document) {
        document.require("audience");
        return document.object("audience").map(AudienceCodec::read).orElse(Audience.EVERYONE);
    }

    /** Reads an audience that stands inside another document; faults are noted there. */
    public static Audience read(StrictObject object) {
        boolean everyone = object.flag("everyone", false);
        StrictObject tags = object.object("tags").orElseGet(() -> StrictObject.of(new JsonObject()));
        Audience audience = new Audience(
                texts(tags, "any", MOST_TAGS, 100),
                texts(tags, "all", MOST_TAGS, 100),
                texts(tags, "none", MOST_TAGS, 100),
                texts(object, "areas", MOST_AREAS, 100),
                texts(object, "languages", MOST_TAGS, 3),
                classes(object),
                object.idList("contacts", MOST_CONTACTS),
                object.list("answers", MOST_ANSWERS).stream()
                        .map(AudienceCodec::answer)
                        .toList(),
                rows(object));
        tags.noOtherFields();
        object.noOtherFields();
        if (everyone && !audience.isEveryone()) {
            object.fault("everyone", FaultCode.AUDIENCE_EVERYONE_AND_MORE);
        } else if (!everyone && audience.isEveryone() && object.faults().isEmpty()) {
            object.fault("", FaultCode.AUDIENCE_EMPTY);
        }
        return audience;
    }

    /** The JSON that {@link #decode} reads back as an equal audience. */
    public static JsonObject encode(Audience audience) {
        if (audience.isEveryone()) {
            return new JsonObject().put("everyone", true);
        }
        JsonObject json = new JsonObject();
        JsonObject tags = new JsonObject();
        put(tags, "any", audience.anyTags());
        put(tags, "all", audience.allTags());
        put(tags, "none", audience.noTags());
        if (!tags.isEmpty()) {
            json.put("tags", tags);
        }
        put(json, "areas", audience.areas());
        put(json, "languages", audience.languages());
        put(
                json,
                "classes",
                audience.classes().stream().map(ConsentClass::sqlName).toList());
        if (!audience.contactIds().isEmpty()) {
            json.put("contacts", new JsonArray(audience.contactIds()));
        }
        if (!audience.answers().isEmpty()) {
            json.put(
                    "answers",
                    new JsonArray(audience.answers().stream()
                            .map(AudienceCodec::answer)
                            .toList()));
        }
        if (!audience.rows().isEmpty()) {
            json.put(
                    "rows",
                    new JsonArray(audience.rows().stream()
                            .map(AudienceRowCodec::encode)
                            .toList()));
        }
        return json;
    }

    private static List<AudienceRow> rows(StrictObject object) {
        List<StrictObject> given = object.list("rows", MOST_ROWS);
        return IntStream.range(0, given.size())
                .mapToObj(at -> AudienceRowCodec.read(given.get(at), at == 0))
                .toList();
    }

    static AnswerCondition answer(StrictObject object) {
        AnswerCondition condition = new AnswerCondition(
                AudienceRowCodec.id(object, "broadcast"),
                texts(object, "payloads", MOST_TAGS, 64),
                object.flag("answered", true));
        object.noOtherFields();
        return condition;
    }

    static JsonObject answer(AnswerCondition condition) {
        JsonObject json = new JsonObject().put("broadcast", condition.broadcastId());
        put(json, "payloads", condition.payloads());
        return condition.answered() ? json : json.put("answered", false);
    }

    private static Set<String> texts(StrictObject object, String key, int most, int longest) {
        return new HashSet<>(object.textList(key, most, longest));
    }

    private static Set<ConsentClass> classes(StrictObject object) {
        Set<ConsentClass> classes = new HashSet<>();
        List<String> names = object.textList("classes", 10, 20);
        for (int at = 0; at < names.size(); at++) {
            try {
                classes.add(ConsentClass.of(names.get(at).toLowerCase(Locale.ROOT)));
            } catch (IllegalArgumentException unknown) {
                object.fault("classes[" + at + "]", FaultCode.CLASS_UNKNOWN);
            }
        }
        return classes;
    }

    private static void put(JsonObject json, String key, Collection<String> values) {
        if (!values.isEmpty()) {
            json.put(key, new JsonArray(values.stream().sorted().toList()));
        }
    }
}
