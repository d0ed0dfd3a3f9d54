package org.relais.console.broadcast;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastState;
import org.relais.broadcast.Funnel;
import org.relais.broadcast.Variant;
import org.relais.broadcast.brake.Brake;
import org.relais.broadcast.brake.Braking;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.MarkedText;
import org.relais.channel.TemplateContent;
import org.relais.console.PageRequest;
import org.relais.contact.ConsentClass;
import org.relais.delivery.ProgressStore;
import org.relais.delivery.RecipientStore;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.share.PersonalShareLinks;
import org.relais.template.MessageSpec;
import org.relais.template.PlatformTemplate.TemplateText;
import org.relais.template.SpecButton;
import org.relais.template.TextTemplate;
import org.relais.template.catalogue.Catalogue;
import org.relais.template.catalogue.StoredTemplate;

/** Codes of states, reasons, channels and audiences in the reader's words. */
public final class BroadcastWords {

    private BroadcastWords() {}

    /** A broadcast's state. */
    public static String state(PageRequest visit, BroadcastState state) {
        return visit.text("broadcast.state." + state.sqlName());
    }

    /**
     * The same where its brake may have a say, and where it is over and nothing came of it.
     *
     * @param unsent whether nothing has gone out
     */
    public static String state(PageRequest visit, Broadcast broadcast, boolean unsent) {
        if (unsent && broadcast.state() == BroadcastState.FINISHED) {
            return visit.text("broadcast.state.unsent");
        }
        return broadcast.state() == BroadcastState.EXPANDING && isWatched(broadcast)
                ? visit.text("broadcast.brake.watch")
                : state(visit, broadcast.state());
    }

    /** The same of one that stays open, which nobody calls off but ends. */
    public static String welcome(PageRequest visit, BroadcastState state) {
        return switch (state) {
            case EXPANDING -> visit.text("broadcast.welcome.is-open");
            case CANCELLED -> visit.text("broadcast.welcome.ended");
            default -> state(visit, state);
        };
    }

    /** Whether all of the first part is enqueued, and the rest waits. */
    public static boolean isWatched(Broadcast broadcast) {
        return broadcast.braking() != null && broadcast.braking().stage() == Braking.Stage.WATCH;
    }

    /** To how many a broadcast goes in the end, of which its first part is some; as many as that where nobody has counted them. */
    public static long whole(Broadcast broadcast, long part) {
        return broadcast.counted() == null
                ? part
                : Math.max(part, broadcast.counted().messageable());
    }

    /** A brake's rule in a sentence. */
    public static String brake(PageRequest visit, Brake rule) {
        return visit.text(
                "broadcast.brake.rule",
                "percent",
                rule.percent(),
                "minutes",
                rule.minutes(),
                "stops",
                rule.stops(),
                "failures",
                rule.failures());
    }

    /** What the first part had come to when it was judged. */
    public static String found(PageRequest visit, Braking.Found found) {
        return visit.text(
                "broadcast.brake.found", "sent", found.sent(), "stopped", found.stopped(), "failed", found.failed());
    }

    /** Colour of the badge of a broadcast's state. */
    public static String badge(BroadcastState state) {
        return switch (state) {
            case DRAFT -> "plain";
            case SCHEDULED, EXPANDING, SENDING -> "";
            case PAUSED -> "warn";
            case FINISHED -> "good";
            case CANCELLED -> "bad";
        };
    }

    /** The same where it is over and nothing came of it. */
    public static String badge(Broadcast broadcast, boolean unsent) {
        return unsent && broadcast.state() == BroadcastState.FINISHED ? "bad" : badge(broadcast.state());
    }

    /** Colour of the badge of one that stays open. */
    public static String welcomeBadge(BroadcastState state) {
        return state == BroadcastState.CANCELLED ? "plain" : badge(state);
    }

    /** Where a delivery stands. */
    public static String delivery(PageRequest visit, String state) {
        return visit.text("delivery." + state);
    }

    /** Those of whom nothing more is known are told from all whom it was sent to where both could be meant. */
    public static String outcomes(PageRequest visit, String state) {
        return visit.textOr("broadcast.filter." + state, outcome(visit, state));
    }

    /** What became of a delivery of a broadcast, as each of its people says it. */
    public static String outcome(PageRequest visit, String state) {
        return visit.textOr("broadcast.chip." + state, delivery(visit, state));
    }

    /** What somebody wrote that is no answer; what came without words is named. */
    public static String wrote(PageRequest visit, RecipientStore.Written wrote) {
        return wrote.words().isBlank() ? visit.text("inbox.content." + wrote.content()) : wrote.words();
    }

    /**
     * What stands beside a person of a broadcast: the channel, why they did not get it, and when they did what is said of
     * them, or else when it came to where it is.
     */
    public static String beside(PageRequest visit, RecipientStore.Entry person) {
        List<String> facts = new ArrayList<>();
        String channel = person.channel();
        String reason = person.reason();
        RecipientStore.Answered answer = person.answer();
        RecipientStore.Written wrote = person.wrote();
        Instant left = person.leftAt();
        if (channel != null) {
            facts.add(channel(channel));
        }
        if (reason != null) {
            facts.add(shortly(visit, reason));
        }
        if (answer != null) {
            facts.add(visit.text("broadcast.answers.at", "time", visit.near(answer.at()), "manner", answer.manner()));
        } else if (wrote != null) {
            facts.add(visit.text("broadcast.people.wrote-at", "time", visit.near(wrote.at())));
        }
        if (left != null) {
            facts.add(visit.text(
                    person.erased() ? "broadcast.people.erased-at" : "broadcast.people.stopped-at",
                    "time",
                    visit.near(left)));
        }
        if (answer == null && wrote == null && left == null && person.at() != null) {
            facts.add(visit.near(person.at()));
        }
        return String.join("\u00a0· ", facts);
    }

    /** Why somebody did not get it, as short as beside a name. */
    public static String shortly(PageRequest visit, String reason) {
        return visit.textOr(
                "broadcast.reason." + reason + ".short",
                visit.textOr("broadcast.reason." + reason, reason(visit, reason)));
    }

    /** Why so many people did not get it: of whom may not be written to the reason alone, of others what became of it too. */
    public static String missed(PageRequest visit, OutcomeCount result) {
        String reason = result.reason();
        if (reason == null) {
            return delivery(visit, result.state());
        }
        String why = uncoded(visit, reason, result.people());
        return result.state().equals("suppressed")
                ? why
                : visit.text("broadcast.missed.why", "state", delivery(visit, result.state()), "why", why);
    }

    /** The same of several results that one reason stands for. */
    public static String missed(PageRequest visit, List<OutcomeCount> results) {
        OutcomeCount first = results.get(0);
        return results.size() == 1
                ? missed(visit, first)
                : uncoded(visit, Objects.requireNonNull(first.reason()), OutcomeCount.people(results));
    }

    /** The platforms' own codes of such results, for whoever looks closer; empty for none. */
    public static String codes(PageRequest visit, List<OutcomeCount> results) {
        return results.stream()
                .map(OutcomeCount::reason)
                .filter(reason -> reason != null && Character.isDigit(reason.charAt(0)))
                .map(reason -> visit.text("broadcast.reason.other", "code", reason))
                .collect(Collectors.joining(", "));
    }

    private static String uncoded(PageRequest visit, String reason, long people) {
        String one = reason.equals("other") ? "" : visit.textOr("broadcast.reason." + reason, "");
        return one.isEmpty()
                ? reason(visit, reason)
                : people > 1 ? visit.textOr("broadcast.reason." + reason + ".many", one) : one;
    }

    /** What can be done for those who did not get it, each remedy once, with the reasons that it is for. */
    public static Map<String, String> remedies(PageRequest visit, List<OutcomeCount> missed) {
        Map<String, List<OutcomeCount>> all = new LinkedHashMap<>();
        for (OutcomeCount each : missed) {
            String reason = each.reason();
            // Whether a stop is decided stands with the broadcast.
            if (reason != null
                    && !reason.equals("held")
                    && !remedy(visit, reason, 2).isEmpty()) {
                all.computeIfAbsent(remedy(visit, reason, 2), first -> new ArrayList<>())
                        .add(each);
            }
        }
        Map<String, String> said = new LinkedHashMap<>();
        all.values()
                .forEach(same -> said.put(
                        same.stream()
                                .map(each -> shortly(visit, Objects.requireNonNull(each.reason())))
                                .distinct()
                                .collect(Collectors.joining(", ")),
                        remedy(visit, Objects.requireNonNull(same.get(0).reason()), OutcomeCount.people(same))));
        return said;
    }

    /** Why somebody gets nothing; a code of a platform is shown as what it is, behind what it means. */
    public static String reason(PageRequest visit, String reason) {
        String why = reason.equals("other") ? "" : visit.textOr("broadcast.reason." + reason, "");
        return why.isEmpty()
                ? visit.text("broadcast.reason.other", "code", reason)
                : Character.isDigit(reason.charAt(0)) ? visit.text("broadcast.coded", "why", why, "code", reason) : why;
    }

    /** Why so many people get nothing, behind their number. */
    public static String reason(PageRequest visit, String reason, long people) {
        String one = reason(visit, reason);
        return people > 1 ? visit.textOr("broadcast.reason." + reason + ".many", one) : one;
    }

    /** The same at an hour to come. */
    public static String reasonThen(PageRequest visit, String reason, long people) {
        return people > 1
                ? visit.textOr("broadcast.reason." + reason + ".then.many", reason(visit, reason, people))
                : visit.textOr("broadcast.reason." + reason + ".then", reason(visit, reason));
    }

    /** What came of a message to the organiser's own chat. */
    static String toMe(PageRequest visit, @Nullable String refusal) {
        return refusal == null
                ? visit.text("broadcast.to-me.sent")
                : refusal.equals("no_chat")
                        ? visit.text("broadcast.to-me.no_chat")
                        : visit.text("broadcast.to-me.refused", "why", reason(visit, refusal));
    }

    /** Whether an approved template is the way to those who got nothing for this reason. */
    public static boolean wantsTemplate(String reason) {
        return reason.equals("window_closed") || reason.equals("131047");
    }

    /** The address that a button opens, as a preview shows it: that of each person's own page is none yet. */
    public static String address(PageRequest visit, String url) {
        return PersonalShareLinks.isOwnPage(url) ? visit.text("broadcast.preview.own-link") : url;
    }

    /** What can be done about a reason; empty where nothing is known. */
    public static String remedy(PageRequest visit, String reason, long people) {
        String key = "broadcast.todo." + reason;
        return visit.has(key) ? visit.text(key, "count", people) : "";
    }

    /** Who has not answered, by how far it came with them, those of whom most is known first; nobody is left out. */
    public static String silent(PageRequest visit, Funnel funnel) {
        Funnel.Silent silent = funnel.silent();
        Map<String, Long> parts = new LinkedHashMap<>();
        parts.put("read", silent.read());
        parts.put("received", silent.received());
        parts.put("sent", silent.sent());
        parts.put("untold", silent.untold());
        String untold = channels(String.join(",", funnel.untold()));
        return parts.entrySet().stream()
                .filter(part -> part.getValue() > 0)
                .map(part ->
                        visit.text("broadcast.silent." + part.getKey(), "count", part.getValue(), "channels", untold))
                .collect(Collectors.joining("\u00a0· "));
    }

    /** What people did with a broadcast. */
    public static String step(PageRequest visit, Funnel.Step step) {
        return visit.text("broadcast.step." + step.name().toLowerCase(Locale.ROOT));
    }

    /** The same as the heading of a narrow column. */
    public static String column(PageRequest visit, Funnel.Step step) {
        return visit.textOr("broadcast.step.column." + step.name().toLowerCase(Locale.ROOT), step(visit, step));
    }

    /** The same by channel, and of how many it is not known any more since they were erased. */
    public static String byChannel(PageRequest visit, Funnel funnel, Funnel.Step step) {
        List<String> parts = new ArrayList<>();
        long erased = funnel.people(step);
        for (Map.Entry<String, Map<Funnel.Step, Long>> channel :
                funnel.byChannel().entrySet()) {
            long people = channel.getValue().getOrDefault(step, 0L);
            parts.add(
                    visit.text("broadcast.funnel.of-channel", "channel", channel(channel.getKey()), "people", people));
            erased -= people;
        }
        if (erased > 0) {
            parts.add(visit.text("broadcast.funnel.of-erased", "count", erased));
        }
        return String.join("\u00a0· ", parts);
    }

    /** What is said in several languages, by their codes: that in the reader's first. */
    public static <T> List<Map.Entry<String, T>> readersFirst(Map<String, T> texts, String reader) {
        return texts.entrySet().stream()
                .sorted(Comparator.comparing(
                                (Map.Entry<String, T> text) -> !text.getKey().equals(reader))
                        .thenComparing(Map.Entry::getKey))
                .toList();
    }

    /** Why a broadcast stands still that nobody has paused: our own word, or the code with which a platform refused it. */
    public static String standsStill(PageRequest visit, Broadcast broadcast) {
        String reason = Objects.requireNonNullElse(broadcast.stateReason(), "");
        Braking braking = broadcast.braking();
        if (broadcast.isHeldByBrake() && braking != null && braking.found() != null) {
            return visit.text(
                    "broadcast.still." + reason,
                    "sent",
                    braking.found().sent(),
                    "stopped",
                    braking.found().stopped(),
                    "failed",
                    braking.found().failed(),
                    "all",
                    braking.found().sent() + braking.found().failed(),
                    "bound",
                    reason.equals("brake_stops")
                            ? braking.rule().stops()
                            : braking.rule().failures());
        }
        String own = "broadcast.still." + reason;
        return visit.has(own) ? visit.text(own) : visit.text("broadcast.still.refused", "why", reason(visit, reason));
    }

    /** What a person of a broadcast is called now; of an erased one no name is left. */
    public static String person(PageRequest visit, RecipientStore.Entry person) {
        if (person.erased()) {
            return visit.text("contact.erased");
        }
        return person.name().isEmpty()
                ? visit.text("broadcast.nameless", "id", Long.toString(person.contactId()))
                : person.name();
    }

    /** Which platforms keep a broadcast waiting, and since when. */
    public static String outage(PageRequest visit, ProgressStore.Outage outage) {
        return visit.text(
                "broadcast.outage",
                "channels",
                channels(outage.channels()),
                "count",
                outage.channels().split(",").length,
                "time",
                visit.since(outage.since()));
    }

    /** A platform's name. */
    public static String channel(String kind) {
        return ChannelCatalogue.name(kind);
    }

    /** Several platforms, with commas between. */
    public static String channels(String kinds) {
        return List.of(kinds.split(",")).stream().map(BroadcastWords::channel).collect(Collectors.joining(" + "));
    }

    /** Name of a language in the reader's language, as it stands alone. */
    public static String language(PageRequest visit, String code) {
        String name = inLanguage(visit, code);
        return name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    /** The same inside a sentence. */
    public static String inLanguage(PageRequest visit, String code) {
        String name = visit.languageName(code);
        return name.isEmpty() ? code : name;
    }

    /** What keeps a draft from being sent, where no field of it is in sight: a text that lacks a language is named with it. */
    static String faults(PageRequest visit, InvalidInputException invalid) {
        return invalid.faults().stream()
                .map(fault -> fault.code() == FaultCode.VARIANT_LANGUAGE_MISSING
                        ? lacking(
                                visit,
                                text(fault),
                                fault.field().substring(fault.field().lastIndexOf('.') + 1))
                        : visit.fault(fault))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /** Of which of two texts a fault is. */
    public static Variant text(Fault fault) {
        return fault.field().startsWith(VariantFields.ON) ? Variant.B : Variant.A;
    }

    /** That one of two texts is not written in a language of the other. */
    static String lacking(PageRequest visit, Variant text, String language) {
        return visit.text(
                "broadcast.variant.lacks",
                "text",
                visit.text("broadcast.variant." + text.word()),
                "language",
                inLanguage(visit, language));
    }

    /** Whom an audience means. */
    public static String audience(PageRequest visit, Audience audience) {
        if (audience.isEveryone()) {
            return visit.text("broadcast.audience.everyone");
        }
        List<String> parts = new ArrayList<>();
        part(parts, visit, "broadcast.audience.any-tags", audience.anyTags());
        part(parts, visit, "broadcast.audience.all-tags", audience.allTags());
        part(parts, visit, "broadcast.audience.no-tags", audience.noTags());
        part(parts, visit, "broadcast.audience.areas", audience.areas());
        part(
                parts,
                visit,
                "broadcast.audience.languages",
                audience.languages().stream()
                        .map(code -> inLanguage(visit, code))
                        .collect(Collectors.toSet()));
        part(
                parts,
                visit,
                "broadcast.audience.classes",
                audience.classes().stream().map(ConsentClass::sqlName).collect(Collectors.toSet()));
        if (!audience.contactIds().isEmpty()) {
            parts.add(visit.text(
                    "broadcast.audience.people", "count", audience.contactIds().size()));
        }
        audience.answers().forEach(condition -> parts.add(AskedNames.words(visit, condition)));
        if (!audience.rows().isEmpty()) {
            parts.add(AudienceWords.rows(visit, audience.rows()));
        }
        return String.join("\u00a0· ", parts);
    }

    private static void part(List<String> parts, PageRequest visit, String key, Set<String> values) {
        if (!values.isEmpty()) {
            parts.add(visit.text(
                    key,
                    "count",
                    values.size(),
                    "list",
                    values.stream().sorted().collect(Collectors.joining(", "))));
        }
    }

    /** A text with a word in each place whose name says what comes there for each person; three dots where none does. */
    public static List<MarkedText.Piece> shown(PageRequest visit, TextTemplate text) {
        return MarkedText.read(text.fill(
                        name -> switch (name) {
                            case "organisation" ->
                                MarkedText.literal(visit.organisation().name());
                            case "mention" -> "";
                            default ->
                                visit.place(name).map(MarkedText::literal).orElse("…");
                        },
                        UnaryOperator.identity()))
                .pieces();
    }

    /**
     * What the button says that leads to the sending of a draft: to how many, of how many, and how many of them read a gap.
     *
     * @param count null while it can't be sent
     */
    public static String send(PageRequest visit, @Nullable ReachCount count, boolean scheduled) {
        if (scheduled || count == null || count.receiving() == 0) {
            return visit.text(scheduled ? "broadcast.send-now" : "broadcast.send");
        }
        return visit.text(
                "broadcast.send-to",
                "count",
                count.receiving(),
                "missing",
                count.missing(),
                "all",
                count.receiving() + count.missing(),
                "empty",
                count.emptied());
    }

    /** A template's words with a word in each place, its own name where it says nothing of what comes there. */
    public static String placed(PageRequest visit, String words) {
        return TemplateContent.filled(
                words,
                TemplateContent.places(words).stream()
                        .map(place -> visit.place(place).orElse("[" + place + "]"))
                        .toList());
    }

    /** What a message's template says to the readers of a language: in the message's own where there is nothing in theirs. */
    public static TemplateText wording(MessageSpec message, String language) {
        Map<String, TemplateText> wordings = message.template().orElseThrow().wordings();
        TemplateText own = wordings.get(language);
        return own == null ? Objects.requireNonNull(wordings.get(message.language())) : own;
    }

    /** Whether a template's wording is in one of our languages. */
    public static boolean speaks(TemplateText wording, String language) {
        return Locale.forLanguageTag(wording.language().replace('_', '-'))
                .getLanguage()
                .equals(Locale.forLanguageTag(language).getLanguage());
    }

    /** All that a template shows; its text alone where the platform's list does not have it any more. */
    public static TemplateContent content(String name, TemplateText wording, Catalogue catalogue) {
        StoredTemplate listed = catalogue.byName().getOrDefault(name, Map.of()).get(wording.language());
        return listed == null
                ? TemplateContent.of(wording.text())
                : listed.template().content();
    }

    /** A template's text with the message in its place, as of {@link #shown}. */
    public static String filled(PageRequest visit, TemplateText wording, TextTemplate body) {
        return TemplateContent.filled(
                wording.text(),
                wording.parameters().stream()
                        .map(parameter -> parameter.uses("body") ? body : parameter)
                        .map(parameter -> shown(visit, parameter).stream()
                                .map(MarkedText.Piece::text)
                                .collect(Collectors.joining()))
                        .toList());
    }

    /** What the buttons of a message say in a language. */
    public static List<String> buttons(MessageSpec message, String language) {
        return message.buttons().stream()
                .map(SpecButton::labels)
                .map(labels -> labels.getOrDefault(language, labels.getOrDefault(message.language(), "")))
                .filter(label -> !label.isEmpty())
                .toList();
    }

    /** The sum of reasons. */
    public static long sum(@Nullable Map<String, Long> reasons) {
        return reasons == null
                ? 0
                : reasons.values().stream().mapToLong(Long::longValue).sum();
    }

    /** What a template is called for people: its platform's name with its words apart. */
    public static String templateTitle(StoredTemplate template) {
        String title = template.title();
        return title == null ? templateTitle(template.name()) : title;
    }

    /** By its name where none of the platform's templates has it. */
    public static String templateTitle(String name, Catalogue catalogue) {
        return catalogue.byName().getOrDefault(name, Map.of()).values().stream()
                .filter(wording -> wording.title() != null)
                .findFirst()
                .map(BroadcastWords::templateTitle)
                .orElseGet(() -> templateTitle(name));
    }

    /** Its name as words. */
    public static String templateTitle(String name) {
        String words = name.replace('_', ' ').strip();
        return words.isEmpty() ? name : words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }
}
