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
import org.relais.input.FaultCode;

/**
 * Check of a composed message before it may be stored: does every variable exist, has each that may be unknown a
 * fallback, and can it be rendered, with the legal mention, in every language on every channel.
 *
 * @param channels what the organisation sends on, by registry name
 * @param contactVariables free columns that contacts of the organisation have
 * @param firstContact whether it is meant for occasional contacts
 */
public record SpecCheck(
        OrganisationProfile profile,
        Map<String, Features> channels,
        Set<String> contactVariables,
        PersonalVariables personal,
        boolean firstContact) {
    static final Set<String> ALWAYS_KNOWN = Set.of("organisation", "purpose");
    private static final Set<String> MAY_BE_UNKNOWN = Set.of("name", "first_name");
    /** Field of what is no part of the message: what is said of it. */
    public static final String DECLARATION = "declaration";

    private static final String ACKNOWLEDGEMENT = ".acknowledgement.";
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
                .forEach((variable, fallback) -> variable(field, variable, fallback, personal.names(), contactVariables)
                        .ifPresent(faults::add)));
        spec.template().ifPresent(template -> template.wordings()
                .forEach((language, wording) -> named("template.wordings." + language + ".text", wording.text())
                        .ifPresent(faults::add)));
        if (faults.isEmpty()) {
            channels.forEach((channel, features) -> trial(spec, channel, features, faults));
        }
        return faults.stream().distinct().toList();
    }

    /** What is wrong with a variable at its place in a message. */
    static Optional<Fault> variable(
            String field, String variable, Optional<String> fallback, Set<String> filledIn, Set<String> columns) {
        if (variable.equals("mention") || variable.equals("body")) {
            boolean fits = field.startsWith("template.") || variable.equals("mention") && field.startsWith("body.");
            return fits ? Optional.empty() : Optional.of(Fault.of(field, FaultCode.VARIABLE_MISPLACED, variable));
        }
        // What is said to who answers is a message of its own: what is computed for the first has no place there.
        if (filledIn.contains(variable) && field.contains(ACKNOWLEDGEMENT)) {
            return Optional.of(Fault.of(field, FaultCode.VARIABLE_MISPLACED, variable));
        }
        if (ALWAYS_KNOWN.contains(variable) || filledIn.contains(variable)) {
            return Optional.empty();
        }
        if (!MAY_BE_UNKNOWN.contains(variable) && !columns.contains(variable)) {
            return LooseVariable.meant(variable)
                    .map(meant -> Fault.of(field, FaultCode.VARIABLE_MEANT, variable, meant))
                    .or(() -> Optional.of(Fault.of(field, FaultCode.VARIABLE_UNKNOWN, variable)));
        }
        return fallback.isPresent()
                ? Optional.empty()
                : Optional.of(Fault.of(field, FaultCode.VARIABLE_WITHOUT_FALLBACK, variable));
    }

    /** The platform knows nothing of our variables: it would show {@code {{mention}}} to everybody as it is. */
    private static Optional<Fault> named(String field, String approved) {
        return Stream.of("mention", "body")
                .filter(variable -> approved.contains("{{" + variable + "}}"))
                .findFirst()
                .map(variable -> Fault.of(field, FaultCode.TEMPLATE_VARIABLE, variable));
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
        Rendering rendering = new Renderer().render(spec, person, profile, features, windowOpen);
        return rendering instanceof Rendering.Refused refused ? Optional.of(refused) : Optional.empty();
    }

    private Recipient person(String language) {
        Map<String, String> variables = new HashMap<>();
        contactVariables.forEach(name -> variables.put(name, LONG_VALUE));
        variables.putAll(personal.values(profile.organisationId(), 0, 0));
        return new Recipient(LONG_VALUE, language, variables, firstContact, true, null);
    }

    private Fault fault(Rendering.Refused refused, String field, String channel) {
        return switch (refused.reason()) {
            case TOO_LONG -> Fault.of(field, FaultCode.TOO_LONG_ON_CHANNEL, refused.length(), channel, refused.limit());
            case MENTION_MISSING ->
                Fault.of(
                        field.startsWith("body.") ? "mention" : field,
                        firstContact ? FaultCode.FIRST_MENTION_MISSING : FaultCode.MENTION_MISSING);
            case QUESTION_MISSING ->
                Fault.of(
                        field,
                        FaultCode.FIRST_QUESTION_MISSING,
                        FirstContactQuestion.text(profile.texts(), field.substring(field.lastIndexOf('.') + 1)));
            case PURPOSE_MISSING -> Fault.of("organisation.purpose", FaultCode.PURPOSE_MISSING);
            case ORIGIN_MISSING -> Fault.of("origin", FaultCode.ORIGIN_MISSING);
            case NOTICE_MISSING -> Fault.of(DECLARATION, FaultCode.NOTICE_WITHOUT_PAGES);
            case LABEL_MISSING -> Fault.of(field, FaultCode.LABEL_MISSING);
            case EMPTY -> Fault.of(field, FaultCode.EMPTY_ONCE_FILLED_IN);
            case BAD_LINK -> Fault.of(field, FaultCode.LINK_UNUSABLE);
            case WINDOW_CLOSED -> Fault.of(field, FaultCode.TEMPLATE_WORDING_MISSING);
        };
    }

    /** Every text of the message that may hold variables, by field path. */
    private static Map<String, TextTemplate> places(MessageSpec spec) {
        Map<String, TextTemplate> places = new TreeMap<>();
        spec.bodies().forEach((language, body) -> places.put("body." + language, body));
        for (int at = 0; at < spec.buttons().size(); at++) {
            String button = "buttons[" + at + "]";
            if (spec.buttons().get(at) instanceof SpecButton.Link link) {
                places.put(button + ".url", link.url());
            } else if (spec.buttons().get(at) instanceof SpecButton.Reply reply) {
                reply.acknowledgements()
                        .forEach((language, text) ->
                                places.put(button + ACKNOWLEDGEMENT + language, TextTemplate.parseOrLiteral(text)));
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
