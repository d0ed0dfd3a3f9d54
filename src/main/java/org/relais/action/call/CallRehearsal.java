package org.relais.action.call;

import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallMessages.CallQuestion;
import org.relais.action.call.CallScript.Step;
import org.relais.action.step.StepMessage;
import org.relais.channel.Features;
import org.relais.contact.ConsentClass;
import org.relais.contact.PhoneNumbers;
import org.relais.conversation.ButtonPayload;
import org.relais.conversation.OrganisationTexts;
import org.relais.template.OrganisationProfile;

/**
 * A call with somebody made up, as a volunteer reads it in one language: the card, what is said first, and the script as
 * far as buttons were pressed. Nothing of it is stored, and the script need not be one that could be saved.
 *
 * @param turns what was read, one after the other; the last waits for a button unless the call is over
 */
public record CallRehearsal(String language, List<Turn> turns) {
    private static final String NAME = "Camille Martin";
    /** Kept for films and examples. */
    private static final String NUMBER = "+33639980012";
    /** A phone without limits: nothing is cut in two here. */
    private static final Features PHONE = new Features(65_536, 65_536, 10, 20, false, false, 0, false, false, false);

    public CallRehearsal {
        turns = List.copyOf(turns);
    }

    /**
     * What is read until a button is pressed.
     *
     * @param pressed the button that was, by its place; null while none is
     */
    public record Turn(List<String> texts, List<String> choices, @Nullable Integer pressed) {
        public Turn {
            texts = List.copyOf(texts);
            choices = List.copyOf(choices);
        }
    }

    /** Whether how it ended was said. */
    public boolean over() {
        return turns.get(turns.size() - 1).pressed() != null;
    }

    /**
     * In each language in which a whole call can be held, the script's own first.
     *
     * @param way the buttons pressed by their places, from the first message on; what leads nowhere is as not pressed
     */
    static List<CallRehearsal> of(OrganisationProfile profile, CallScript script, List<Integer> way) {
        List<CallRehearsal> all = new ArrayList<>();
        all.add(of(profile, script, script.language(), way));
        new TreeMap<>(script.steps().get(0).texts())
                .keySet().stream()
                        .filter(language -> !language.equals(script.language())
                                && script.spoken(language).equals(language))
                        .forEach(language -> all.add(of(profile, script, language, way)));
        return all;
    }

    private static CallRehearsal of(
            OrganisationProfile profile, CallScript script, String language, List<Integer> way) {
        CallMessages messages = new CallMessages(new OrganisationTexts(profile, language), PHONE);
        AssignedCall person = new AssignedCall(0, NAME, language, ConsentClass.REGULAR, NUMBER, DataOrigin.NONE, 1);
        List<String> before = List.of(
                StepMessage.of(messages.card(person, new PhoneNumbers())).text());
        Optional<CallQuestion> asked = Optional.of(messages.opening(person));
        List<Turn> turns = new ArrayList<>();
        while (asked.isPresent()) {
            CallQuestion question = asked.get();
            int pressed = turns.size() < way.size() ? way.get(turns.size()) : -1;
            boolean offered =
                    pressed >= 0 && pressed < question.choices().choices().size();
            turns.add(turn(before, question, offered ? Integer.valueOf(pressed) : null));
            before = List.of();
            asked = offered
                    ? next(
                            messages,
                            script,
                            attempt(language),
                            question.choices().choices().get(pressed).payload())
                    : Optional.empty();
        }
        return new CallRehearsal(language, turns);
    }

    private static Turn turn(List<String> before, CallQuestion question, @Nullable Integer pressed) {
        List<String> texts = new ArrayList<>(before);
        question.messages().forEach(message -> texts.add(StepMessage.of(message).text()));
        List<String> choices = question.choices().choices().stream()
                .map(choice -> choice.label())
                .toList();
        return new Turn(texts, choices, pressed);
    }

    /** What follows a button; empty when it says how the call ended. */
    private static Optional<CallQuestion> next(
            CallMessages messages, CallScript script, CallAttempt attempt, ButtonPayload button) {
        return switch (button.verb()) {
            case CallButtons.TALK -> Optional.of(messages.step(attempt, script, 0));
            case CallButtons.GO, CallButtons.PICK -> {
                int place = argument(button, 1);
                Step step = script.steps().get(place);
                boolean chose = button.verb().equals(CallButtons.PICK);
                yield Optional.of(script.after(place, chose ? step.options().get(argument(button, 2)) : null)
                        .map(after -> messages.step(attempt, script, after))
                        .orElseGet(() -> messages.results(attempt, script, true)));
            }
            case CallButtons.RESULTS -> Optional.of(messages.results(attempt, script, true));
            default -> Optional.empty();
        };
    }

    private static int argument(ButtonPayload button, int place) {
        return Integer.parseInt(button.arguments().get(place));
    }

    private static CallAttempt attempt(String language) {
        return new CallAttempt(
                0,
                0,
                0,
                0,
                0,
                null,
                NAME,
                language,
                null,
                null,
                false,
                true,
                1,
                null,
                null,
                false,
                ZoneOffset.UTC,
                LocalTime.MIN,
                LocalTime.MAX,
                Set.of(),
                null);
    }
}
