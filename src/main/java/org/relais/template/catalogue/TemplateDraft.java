package org.relais.template.catalogue;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.channel.TemplateContent;
import org.relais.channel.TemplateContent.ButtonKind;
import org.relais.channel.TemplateContent.TemplateButton;
import org.relais.channel.TemplateName;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.input.StrictObject;
import org.relais.template.MessageLinks;

/**
 * A template as an organiser writes it, before it is handed in.
 *
 * @param senderId whose account gets it
 * @param category {@code marketing} or {@code utility}
 * @param examples what the platform's reviewers see in each place
 * @param title what organisers call it; null: by its name
 */
public record TemplateDraft(
        long senderId,
        TemplateName name,
        String category,
        TemplateContent content,
        Map<String, String> examples,
        Mention mention,
        @Nullable String title) {
    private static final int LONGEST_BODY = 1_024;
    private static final int LONGEST_TITLE = 200;
    private static final int LONGEST_LINE = 60;
    private static final int LONGEST_LABEL = 25;
    private static final int LONGEST_EXAMPLE = 200;
    private static final int MOST_BUTTONS = 10;
    private static final int MOST_PLACES = 20;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]{1,512}");
    private static final Pattern LANGUAGE = Pattern.compile("[a-z]{2,3}(_[A-Z]{2,3})?");
    private static final Pattern PHONE = Pattern.compile("\\+[1-9][0-9]{6,14}");
    private static final Pattern ANY_PLACE = Pattern.compile("\\{\\{.*?}}");
    private static final Pattern AT_AN_EDGE = Pattern.compile("^\\s*\\{\\{.*|(?s:.*)}}\\s*$");

    /** Whom it is for decides what the law wants said in it. */
    public enum Mention {
        /** People who joined: who writes, why, and how to stop, below the text. */
        WRITTEN,
        /** Somebody who never wrote: that, where their data come from and how to be removed, above the text; below it, the question. */
        FIRST_CONTACT,
        /** Nothing is added: the text says it, or a place carries it. */
        NONE;

        static final List<String> WORDS = List.of("written", "first_contact", "none");

        static Mention of(String word) {
            return word.isEmpty() ? WRITTEN : valueOf(word.toUpperCase(Locale.ROOT));
        }
    }

    public TemplateDraft {
        examples = Map.copyOf(examples);
    }

    /** Our code of the language it is written in. */
    String readers() {
        return name.language().split("_", 2)[0];
    }

    TemplateDraft with(TemplateContent changed, Map<String, String> all) {
        return new TemplateDraft(senderId, name, category, changed, all, mention, title);
    }

    /**
     * Reads what somebody wrote.
     *
     * @throws InvalidInputException with every fault, by field
     */
    public static TemplateDraft decode(JsonObject json) {
        StrictObject object = StrictObject.of(json);
        long sender = object.number("sender", 1, Long.MAX_VALUE, 0);
        if (sender == 0 && !object.has("sender")) {
            object.fault("sender", FaultCode.REQUIRED);
        }
        String name = object.text("name", 512);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            object.fault("name", FaultCode.TEMPLATE_NAME);
        }
        String language = object.text("language", 7);
        if (!language.isEmpty() && !LANGUAGE.matcher(language).matches()) {
            object.fault("language", FaultCode.TEMPLATE_LANGUAGE);
        }
        String category = object.word("category", List.of("marketing", "utility"));
        TemplateContent content =
                new TemplateContent(line(object, "header"), body(object), line(object, "footer"), buttons(object));
        Map<String, String> examples = examples(object, content.body());
        Mention mention = object.has("mention") ? Mention.of(object.word("mention", Mention.WORDS)) : Mention.WRITTEN;
        String title = object.optionalText("title", LONGEST_TITLE).orElse(null);
        object.done();
        return new TemplateDraft(sender, new TemplateName(name, language), category, content, examples, mention, title);
    }

    private static @Nullable String line(StrictObject object, String field) {
        String line = object.optionalText(field, LONGEST_LINE).orElse(null);
        if (line != null && ANY_PLACE.matcher(line).find()) {
            object.fault(field, FaultCode.TEMPLATE_PLACE_MISPLACED);
        }
        return line;
    }

    private static String body(StrictObject object) {
        String body = object.text("body", LONGEST_BODY).replace("\r\n", "\n").strip();
        List<String> places = TemplateContent.places(body);
        Set<String> written = new HashSet<>();
        ANY_PLACE
                .matcher(body)
                .results()
                .forEach(place -> written.add(place.group().replaceAll("[{}\\s]", "")));
        if (!written.equals(Set.copyOf(places)) || places.size() > MOST_PLACES) {
            object.fault("body", FaultCode.TEMPLATE_PLACES_ODD);
        } else if (AT_AN_EDGE.matcher(body).matches()) {
            object.fault("body", FaultCode.TEMPLATE_PLACE_AT_EDGE);
        }
        return body;
    }

    private static Map<String, String> examples(StrictObject object, String body) {
        Map<String, String> examples = object.object("examples")
                .map(given -> given.anyTexts(MOST_PLACES, LONGEST_EXAMPLE))
                .orElse(Map.of());
        TemplateContent.places(body).stream()
                .filter(place -> examples.getOrDefault(place, "").isBlank())
                .forEach(place -> object.fault("examples." + place, FaultCode.REQUIRED));
        return examples;
    }

    private static List<TemplateButton> buttons(StrictObject object) {
        List<TemplateButton> buttons = new ArrayList<>();
        for (StrictObject entry : object.list("buttons", MOST_BUTTONS)) {
            String label = entry.text("label", LONGEST_LABEL);
            if (ANY_PLACE.matcher(label).find()) {
                entry.fault("label", FaultCode.TEMPLATE_PLACE_MISPLACED);
            }
            String url = entry.optionalText("url", 2_000).orElse("");
            String phone = entry.optionalText("phone", 16).orElse("");
            if (!url.isEmpty() && !MessageLinks.isHttps(url)) {
                entry.fault("url", FaultCode.MUST_BE_HTTPS_ADDRESS);
            }
            if (!phone.isEmpty() && !PHONE.matcher(phone).matches()) {
                entry.fault("phone", FaultCode.MUST_LOOK_LIKE, "+33123456789");
            }
            entry.noOtherFields();
            ButtonKind kind = !url.isEmpty() ? ButtonKind.LINK : phone.isEmpty() ? ButtonKind.REPLY : ButtonKind.CALL;
            buttons.add(new TemplateButton(kind, label, url + phone));
        }
        return buttons;
    }
}
