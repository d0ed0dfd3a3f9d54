package org.relais.template;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.relais.channel.Features;
import org.relais.input.Fault;

/**
 * Judges a composed message before it may be stored: does every variable exist, has each that may be unknown a
 * fallback, and can it be rendered, with the legal mention, in every language on every channel.
 *
 * @param channels what the organisation sends on, by registry name
 * @param contactVariables free columns that contacts of the organisation have
 * @param firstContact whether it is meant for occasional contacts
 */
public record SpecCheck(
        OrganisationProfile letterhead,
        Map<String, Features> channels,
        Set<String> contactVariables,
        PersonalVariables personal,
        boolean firstContact) {
    private static final Set<String> ALWAYS_KNOWN = Set.of("organisation", "purpose");
    private static final Set<String> MAY_BE_UNKNOWN = Set.of("name", "first_name");
    /** Long, as names go: a text that is only just short enough for "Zoe" would fail for others when it is sent. */
    private static final String LONG_VALUE = "Maximilienne-Alexandra de La Tour Saint-Prix";

    /** Every variable a message uses but Relais does not fill in by itself: columns to look for among the contacts. */
    public static Set<String> contactVariables(MessageSpec spec, PersonalVariables personal) {
        Set<String> names = new LinkedHashSet<>();
        places(spec)
                .values()
                .forEach(template -> names.addAll(template.variables().keySet()));
        names.removeAll(ALWAYS_KNOWN);
        names.removeAll(MAY_BE_UNKNOWN);
        names.removeAll(personal.names());
        names.removeAll(Set.of("mention", "body"));
        return names;
    }

    /** Everything that is wrong, each with its field; empty when the message may be stored. */
    public List<Fault> faults(MessageSpec spec) {
        List<Fault> faults = new ArrayList<>();
        places(spec).forEach((field, template) -> template.variables()
                .forEach((variable, fallback) -> variable(field, variable, fallback)
                        .ifPresent(message -> faults.add(new Fault(field, message)))));
        spec.template().ifPresent(template -> template.wordings().forEach((language, wording) -> named(wording.text())
                .ifPresent(message -> faults.add(new Fault("template.wordings." + language + ".text", message)))));
        if (faults.isEmpty()) {
            channels.forEach((channel, features) -> trial(spec, channel, features, faults));
        }
        return faults.stream().distinct().toList();
    }

    private Optional<String> variable(String field, String variable, Optional<String> fallback) {
        if (variable.equals("mention") || variable.equals("body")) {
            boolean fits = field.startsWith("template.") || variable.equals("mention") && field.startsWith("body.");
            return fits ? Optional.empty() : Optional.of("{{" + variable + "}} has no meaning here");
        }
        if (ALWAYS_KNOWN.contains(variable) || personal.names().contains(variable)) {
            return Optional.empty();
        }
        if (!MAY_BE_UNKNOWN.contains(variable) && !contactVariables.contains(variable)) {
            return Optional.of("{{" + variable + "}} is not known: no contact has such a column");
        }
        return fallback.isPresent()
                ? Optional.empty()
                : Optional.of("{{" + variable + "}} may be unknown, so it needs a fallback: {{" + variable + "|…}}");
    }

    /** The platform knows nothing of our variables: it would show {@code {{mention}}} to everybody as it is. */
    private static Optional<String> named(String approved) {
        return Stream.of("{{mention}}", "{{body}}")
                .filter(approved::contains)
                .findFirst()
                .map(variable -> variable + " belongs among the parameters, for a place {{1}}, {{2}} … of this text");
    }

    private void trial(MessageSpec spec, String channel, Features features, List<Fault> faults) {
        for (String language : spec.bodies().keySet()) {
            Recipient person = person(language);
            refusal(spec, person, features, true)
                    .ifPresent(refused -> faults.add(fault(refused, "body." + language, channel)));
            if (features.templateWindowHours() > 0 && spec.template().isPresent()) {
                refusal(spec, person, features, false)
                        .ifPresent(refused -> faults.add(fault(refused, "template.wordings." + language, channel)));
            }
        }
    }

    private Optional<Rendering.Refused> refusal(
            MessageSpec spec, Recipient person, Features features, boolean windowOpen) {
        Rendering rendering = new Renderer().render(spec, person, letterhead, features, windowOpen);
        return rendering instanceof Rendering.Refused refused ? Optional.of(refused) : Optional.empty();
    }

    private Recipient person(String language) {
        Map<String, String> variables = new HashMap<>();
        contactVariables.forEach(name -> variables.put(name, LONG_VALUE));
        variables.putAll(personal.values(letterhead.organisationId(), 0, 0));
        return new Recipient(LONG_VALUE, language, variables, firstContact, true, null);
    }

    private Fault fault(Rendering.Refused refused, String field, String channel) {
        return switch (refused.reason()) {
            case TOO_LONG ->
                new Fault(
                        field,
                        "has " + refused.length() + " characters on " + channel + " with the legal mention, at most "
                                + refused.limit() + " are possible");
            case MENTION_MISSING ->
                new Fault(
                        field.startsWith("body.") ? "mention" : field,
                        firstContact
                                ? "must begin with who writes, why, where the data come from and how to be removed: "
                                        + "{{mention}} as a parameter before {{body}} says it"
                                : "must say who writes, why and how to stop: {{mention}} puts it there");
            case PURPOSE_MISSING ->
                new Fault("organisation.purpose", "must be set first: every message says why it is sent");
            case ORIGIN_MISSING ->
                new Fault("origin", "is required: a first contact says where the person's data come from");
            case EMPTY -> new Fault(field, "says nothing once it is filled in");
            case BAD_LINK ->
                new Fault(
                        field,
                        "holds a link that is no address once it is filled in, or one of more than 2000 characters");
            case WINDOW_CLOSED -> new Fault(field, "needs a wording in this or in the default language");
        };
    }

    /** Every text of the message that may hold variables, by field path. */
    private static Map<String, TextTemplate> places(MessageSpec spec) {
        Map<String, TextTemplate> places = new TreeMap<>();
        spec.bodies().forEach((language, body) -> places.put("body." + language, body));
        for (int at = 0; at < spec.buttons().size(); at++) {
            if (spec.buttons().get(at) instanceof SpecButton.Link link) {
                places.put("buttons[" + at + "].url", link.url());
            }
        }
        spec.share().ifPresent(share -> {
            share.texts().forEach((language, text) -> places.put("share.text." + language, text));
            share.link().ifPresent(url -> places.put("share.url", url));
        });
        spec.template().ifPresent(template -> template.wordings().forEach((language, wording) -> {
            for (int at = 0; at < wording.parameters().size(); at++) {
                places.put(
                        "template.wordings." + language + ".parameters[" + at + "]",
                        wording.parameters().get(at));
            }
        }));
        return places;
    }
}
