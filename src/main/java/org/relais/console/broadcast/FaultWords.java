package org.relais.console.broadcast;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.console.PageRequest;
import org.relais.input.Fault;
import org.relais.input.InvalidInputException;

/**
 * Faults of a draft in the reader's language. Whoever finds a fault says it in English, for programs as well as people;
 * here each of those sentences is known by its pattern, and one that is not is shown as it is.
 */
public final class FaultWords {
    private record Known(Pattern sentence, String key, List<String> arguments) {
        Known(String sentence, String key, String... arguments) {
            this(Pattern.compile(sentence), key, List.of(arguments));
        }
    }

    private static final List<Known> KNOWN = List.of(
            new Known("is required(: it is the default language)?", "broadcast.fault.required"),
            new Known("is required: the text that volunteers pass on", "broadcast.fault.required"),
            new Known("must not be empty", "broadcast.fault.required"),
            new Known("must be a whole number from (\\d+) to (\\d+)", "broadcast.fault.number", "least", "most"),
            new Known("leads back to .*: a script must not go round in circles", "action.fault.circle"),
            new Known("no way leads here", "action.fault.unreached"),
            new Known("names no step; .*", "action.fault.no-step"),
            new Known("can't hold variables: .*", "action.fault.variables"),
            new Known("can't stand beside options", "action.fault.both"),
            new Known("needs at least one step", "action.fault.no-script"),
            new Known("is required before the action is opened", "action.fault.no-script"),
            new Known("has nobody to call", "action.fault.no-list"),
            new Known("is required: occasional people are told where their data come from", "action.fault.no-origin"),
            new Known("is missing: say when and where it is", "action.fault.no-event"),
            new Known("is cancelled or over", "action.fault.event-over"),
            new Known("is in the past", "action.fault.past"),
            new Known("must be within five years from now", "action.fault.too-far"),
            new Known("must be after startsAt", "action.fault.end-first"),
            new Known("must be at most 31 days after startsAt", "action.fault.too-long"),
            new Known("must be a web address", "broadcast.fault.address"),
            new Known("is no time zone such as .*", "action.fault.zone"),
            new Known("must be a time such as .*", "broadcast.fault.time"),
            new Known("must be one line", "broadcast.fault.one-line"),
            new Known("has (\\d+) characters, at most (\\d+) are possible", "broadcast.fault.long", "count", "most"),
            new Known(
                    "has (\\d+) characters on (\\w+) with the legal mention(?: and the links)?, at most (\\d+) are possible",
                    "broadcast.fault.long-on",
                    "count",
                    "channel",
                    "most"),
            new Known("has half of a character.*|has a control character", "broadcast.fault.character"),
            new Known(
                    "\\{\\{(.+)}} is not known: no contact has such a column",
                    "broadcast.fault.variable-unknown",
                    "name"),
            new Known(
                    "\\{\\{(.+?)}} may be unknown, so it needs a fallback.*",
                    "broadcast.fault.variable-fallback",
                    "name"),
            new Known("\\{\\{(.+)}} has no meaning here", "broadcast.fault.variable-here", "name"),
            new Known("a variable opened with .*", "broadcast.fault.variable-open"),
            new Known("a variable is written .*", "broadcast.fault.variable-syntax"),
            new Known("must be an address that begins .*", "broadcast.fault.address"),
            new Known("holds a link that is no address .*", "broadcast.fault.link"),
            new Known("needs at least one condition.*", "broadcast.fault.audience"),
            new Known("says nothing once it is filled in", "broadcast.fault.empty"),
            new Known("must be set first: every message says why it is sent", "broadcast.fault.purpose"),
            new Known("must say who writes, why and how to stop.*", "broadcast.fault.mention"),
            new Known(
                    "must begin with who writes, .*: (\\{\\{mention}}) as a parameter before (\\{\\{body}}) says it",
                    "broadcast.fault.opening",
                    "mention",
                    "body"),
            new Known(
                    "(\\{\\{.+}}) belongs among the parameters, for a place (\\{\\{1}}).*",
                    "broadcast.fault.template-variable", "name", "place"),
            new Known("is not one the organisation has a sender for", "broadcast.fault.sender"),
            new Known("the organisation has no sender to send with", "broadcast.fault.no-sender"),
            new Known(
                    "is closed to this kind of organisation by the platform's terms; an owner can override that in writing",
                    "broadcast.fault.closed"),
            new Known("is written in small letters, digits and _", "broadcast.fault.template-name"),
            new Known("is the platform's code, such as fr or en_US", "broadcast.fault.template-language"),
            new Known(
                    "has (\\d+) entries for (\\d+) places in the text",
                    "broadcast.fault.template-places",
                    "count",
                    "places"),
            new Known("must be in the future", "broadcast.fault.past"),
            new Known("must be in the future, and within a year", "broadcast.fault.year"),
            new Known("must be before the broadcast is worth nothing any more", "broadcast.fault.worthless"));

    private final PageRequest visit;

    public FaultWords(PageRequest visit) {
        this.visit = visit;
    }

    public String of(Fault fault) {
        for (Known known : KNOWN) {
            Matcher matcher = known.sentence().matcher(fault.message());
            if (matcher.matches()) {
                return visit.text(known.key(), arguments(known, matcher));
            }
        }
        return visit.text("broadcast.fault.other", "message", fault.message());
    }

    /** All of them in one line. */
    public String of(InvalidInputException invalid) {
        return String.join(
                " ", invalid.faults().stream().map(this::of).distinct().toList());
    }

    private Object[] arguments(Known known, Matcher matcher) {
        List<Object> arguments = new ArrayList<>();
        for (int at = 0; at < known.arguments().size(); at++) {
            String name = known.arguments().get(at);
            arguments.add(name);
            arguments.add(
                    name.equals("channel") ? BroadcastWords.channel(matcher.group(at + 1)) : matcher.group(at + 1));
        }
        return arguments.toArray();
    }
}
