package org.relais.action.call;

import com.ibm.icu.text.DateTimePatternGenerator;
import com.ibm.icu.util.ULocale;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.relais.action.call.CallScript.Step;
import org.relais.action.step.StepOption;
import org.relais.channel.Features;
import org.relais.contact.PhoneNumbers;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.conversation.ReplyChoices;
import org.relais.conversation.ReplyChoices.Choice;
import org.relais.template.MessageSpec;
import org.relais.template.PersonalText;
import org.relais.template.TextSplitter;
import org.relais.text.WrittenDate;

/**
 * What a volunteer reads during a call: what is theirs in their language, what is to be said in the contact's.
 *
 * @param speech the volunteer's
 * @param features of the channel they are on
 */
record CallMessages(OrganisationTexts speech, Features features) {
    /** Room for numbered answers under a text, where the channel has no buttons for them. */
    private static final int ROOM = 400;

    /** The last message of an answer, and what may be answered to it. */
    record CallQuestion(List<MessageSpec> messages, ReplyChoices choices) {
        CallQuestion {
            messages = List.copyOf(messages);
        }
    }

    /** Name and number: the one message that shows it, and that is taken away afterwards. */
    MessageSpec card(AssignedCall contact, PhoneNumbers numbers) {
        return speech.say(
                "call.card", Map.of("name", name(contact.name()), "number", numbers.readable(contact.number())));
    }

    String name(String name) {
        String clean = PersonalText.clean(name);
        return clean.isEmpty() ? speech.text("call.unnamed") : clean;
    }

    /** What must be said first, by class of contact and in their language, and whether anybody answers. */
    CallQuestion opening(AssignedCall contact) {
        OrganisationTexts spoken = new OrganisationTexts(speech.profile(), contact.language());
        String key = "call.opening." + contact.consentClass().sqlName();
        String language = spoken.language(key);
        String text = speech.text("call.say_first") + "\n\n"
                + spoken.text(
                        key,
                        Map.of(
                                "origin",
                                contact.origin()
                                        .told(language, speech.profile().language())
                                        .orElse("")));
        return asked(
                text,
                language,
                ReplyChoices.of(
                        speech.choice("call.answered", CallButtons.talk(contact.attemptId())),
                        speech.choice(
                                "call.result.no_answer", CallButtons.result(contact.attemptId(), CallResult.NO_ANSWER)),
                        speech.choice("call.other", CallButtons.results(contact.attemptId()))));
    }

    /** Where the number of the person called comes from, as far as it is recorded. */
    MessageSpec origin(DataOrigin origin) {
        return origin.told(speech.language("call.origin"), speech.profile().language())
                .map(recorded -> speech.say("call.origin", Map.of("origin", recorded)))
                .orElseGet(() -> speech.say(origin.wrote() ? "call.origin.wrote" : "call.origin.none", Map.of()));
    }

    /** A step of the script with its answers; where nothing comes after it, going on is ending the call. */
    CallQuestion step(CallAttempt attempt, CallScript script, int place) {
        Step step = script.steps().get(place);
        String language = script.spoken(attempt.contactLanguage());
        List<Choice> choices = new ArrayList<>();
        for (int at = 0; at < step.options().size(); at++) {
            StepOption option = step.options().get(at);
            choices.add(
                    new Choice(option.label(language, script.language()), CallButtons.pick(attempt.id(), place, at)));
        }
        boolean ends = script.after(place, null).isEmpty();
        if (step.options().isEmpty()) {
            String onwards = step.freeText() ? "call.skip" : "call.go_on";
            choices.add(speech.choice(ends ? "call.finish" : onwards, CallButtons.go(attempt.id(), place)));
        }
        if (!step.options().isEmpty() || !ends) {
            choices.add(speech.choice("call.finish", CallButtons.results(attempt.id())));
        }
        String text = step.texts().getOrDefault(language, "");
        return asked(
                step.freeText() ? text + "\n\n" + speech.text("call.type_answer") : text,
                language,
                new ReplyChoices(choices));
    }

    /** A text of any length, cut between sentences, with the answers under its end. */
    private CallQuestion asked(String text, String language, ReplyChoices choices) {
        List<String> parts = TextSplitter.split(text, features.textLimit(), language);
        List<MessageSpec> messages = new ArrayList<>();
        parts.subList(0, parts.size() - 1).forEach(part -> messages.add(MessageSpec.of(language, part)));
        String last = parts.get(parts.size() - 1);
        if (last.length() > features.buttonTextLimit() - ROOM) {
            messages.add(MessageSpec.of(language, last));
            messages.add(speech.ask("call.choose", Map.of(), choices));
        } else {
            messages.add(choices.message(language, last));
        }
        return new CallQuestion(messages, choices);
    }

    /** How the call ended. */
    CallQuestion results(CallAttempt attempt, CallScript script, boolean again) {
        return ask(
                attempt.open() ? "call.how" : "call.how.of",
                Map.of("name", name(attempt.contactName())),
                new ReplyChoices(script.results().stream()
                        .filter(result -> again || result != CallResult.CALL_BACK)
                        .map(result -> speech.choice(
                                "call.result." + result.sqlName(), CallButtons.result(attempt.id(), result)))
                        .toList()));
    }

    /** When the person wants to be called back; times are the contact's. */
    CallQuestion times(CallAttempt attempt, Instant now) {
        List<Choice> choices = new ArrayList<>();
        CallBackTimes.offered(attempt, now)
                .forEach(time -> choices.add(new Choice(
                        ReplyChoices.label(shortTime(time, attempt.zone(), now)),
                        CallButtons.at(attempt.id(), time.getEpochSecond() / 60))));
        choices.add(speech.choice("call.when.type", CallButtons.type(attempt.id())));
        return ask("call.when", zone(attempt, now), new ReplyChoices(choices));
    }

    /** Asks for a time in words. */
    CallQuestion typed(String key, CallAttempt attempt, Instant now) {
        Map<String, Object> arguments = new HashMap<>(zone(attempt, now));
        arguments.put("from", clock(attempt.from().atDate(LocalDate.EPOCH).atZone(attempt.zone())));
        arguments.put("until", clock(attempt.until().atDate(LocalDate.EPOCH).atZone(attempt.zone())));
        return ask(
                key,
                arguments,
                ReplyChoices.of(speech.choice("call.back_to_results", CallButtons.results(attempt.id()))));
    }

    /** From when on somebody can be called, and in which hours. */
    Map<String, Object> possible(CallHandOutStore.Next next, Instant at) {
        return Map.of(
                "time",
                time(at, next.zone()),
                "from",
                clock(next.from().atDate(LocalDate.EPOCH).atZone(next.zone())),
                "until",
                clock(next.until().atDate(LocalDate.EPOCH).atZone(next.zone())));
    }

    private Map<String, Object> zone(CallAttempt attempt, Instant now) {
        return Map.of("now", clock(now.atZone(attempt.zone())));
    }

    /** Something to know, and what to do next. */
    CallQuestion onward(String key, Map<String, ?> arguments, long actionId) {
        return ask(
                key,
                arguments,
                ReplyChoices.of(
                        speech.choice("call.next", CallButtons.next(actionId)),
                        speech.choice("call.pause", CallButtons.pause(actionId))));
    }

    /** The contact went back for want of news; what came of the call can still be told. */
    CallQuestion expired(CallAttempt attempt) {
        return ask(
                "call.expired",
                Map.of("name", name(attempt.contactName())),
                ReplyChoices.of(
                        speech.choice("call.report", CallButtons.results(attempt.id())),
                        speech.choice("call.next", CallButtons.next(attempt.actionId()))));
    }

    /** The same question, once the lease is over; or that the contact went back. */
    CallQuestion overdue(CallAttempt attempt) {
        return attempt.removalAsked() ? removal(attempt, CallButtons.keep(attempt.id())) : expired(attempt);
    }

    /** What was written down may be a request to be removed: only the volunteer knows. */
    CallQuestion removal(CallAttempt attempt, ButtonPayload no) {
        return ask(
                "call.removal.question",
                Map.of(),
                ReplyChoices.of(
                        speech.choice("call.removal.yes", CallButtons.result(attempt.id(), CallResult.REMOVED)),
                        speech.choice("call.removal.no", no)));
    }

    /** Why a call must not go on: the person's own stop, or something that is still to be cleared up. */
    static String stopped(CallAttempt attempt) {
        return "unsubscribed".equals(attempt.refusal()) ? "call.stopped" : "call.stopped.otherwise";
    }

    /** What was noted, with the way on, and the way to correct a slip: not of a removal, which holds. */
    CallQuestion noted(String key, Map<String, ?> arguments, CallAttempt attempt, CallResult result, boolean more) {
        List<Choice> choices = new ArrayList<>();
        if (more) {
            choices.add(speech.choice("call.next", CallButtons.next(attempt.actionId())));
            choices.add(speech.choice("call.pause", CallButtons.pause(attempt.actionId())));
        }
        if (result != CallResult.REMOVED) {
            choices.add(speech.choice("call.correct", CallButtons.fix(attempt.id())));
        }
        return choices.isEmpty() ? say(key, arguments) : ask(key, arguments, new ReplyChoices(choices));
    }

    CallQuestion ask(String key, Map<String, ?> arguments, ReplyChoices choices) {
        return new CallQuestion(List.of(speech.ask(key, arguments, choices)), choices);
    }

    CallQuestion say(String key, Map<String, ?> arguments) {
        return new CallQuestion(List.of(speech.say(key, arguments)), new ReplyChoices(List.of()));
    }

    /** A day and time as the contact's clock shows it, in the volunteer's language. */
    String time(Instant time, ZoneId zone) {
        ZonedDateTime local = time.atZone(zone);
        return dated(local, "EEEEdMMMM") + ", " + clock(local);
    }

    private String shortTime(Instant time, ZoneId zone, Instant now) {
        ZonedDateTime local = time.atZone(zone);
        LocalDate today = now.atZone(zone).toLocalDate();
        Map<String, String> clock = Map.of("time", clock(local));
        if (local.toLocalDate().equals(today)) {
            return speech.text("call.when.today", clock);
        }
        return local.toLocalDate().equals(today.plusDays(1))
                ? speech.text("call.when.tomorrow", clock)
                : dated(local, "EEEd") + ", " + clock(local);
    }

    /** The date as the language writes it: "lundi 30 novembre", "Montag, 30. November". */
    private String dated(ZonedDateTime local, String fields) {
        Locale locale = locale();
        // Europe's English: day before month.
        ULocale written = locale.getLanguage().equals("en") ? ULocale.UK : ULocale.forLocale(locale);
        String pattern = DateTimePatternGenerator.getInstance(written).getBestPattern(fields);
        return WrittenDate.of(local.format(DateTimeFormatter.ofPattern(pattern, locale)), locale.getLanguage());
    }

    private String clock(ZonedDateTime local) {
        return local.format(DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT).withLocale(locale()));
    }

    private Locale locale() {
        return Locale.forLanguageTag(speech.language("call.when"));
    }

    /** The name of a result. */
    String result(CallResult result) {
        return speech.text("call.result." + result.sqlName());
    }

    /** Just a number of calls, for texts with a plural. */
    static Map<String, Object> count(long calls) {
        return Map.of("count", calls);
    }
}
