package org.relais.demo;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.demo.Phones.Message;
import org.relais.demo.Phones.ReceivedMessages;
import org.relais.demo.Phones.Tap;

/**
 * Somebody with a phone who does what the messages ask for. Presses what a person of their temper would press; which of
 * several answers is drawn from a seeded source, so that a play can be repeated.
 */
final class SimulatedVolunteer {
    private static final int PATIENCE_MILLIS = 15_000;
    private static final int CALLS_OF_THE_WEARY = 3;
    private static final Pattern SHARE_LINK = Pattern.compile("/s/([A-Za-z0-9_-]{8,40})");

    private final Phones phones;
    private final String phone;
    private final Behaviour temper;
    private final Random random;
    private final List<String> results = new ArrayList<>();
    private final List<String> shareCodes = new ArrayList<>();
    private long cursor;
    /** How the call that is under way goes, by the button of its result; empty before it begins. */
    private String course = "";

    private boolean askedInVain;
    private boolean declined;
    private boolean stopped;

    SimulatedVolunteer(Phones phones, String phone, Behaviour temper, Random random, long cursor) {
        this.phones = phones;
        this.phone = phone;
        this.temper = temper;
        this.random = random;
        this.cursor = cursor;
    }

    boolean declined() {
        return declined;
    }

    boolean stopped() {
        return stopped;
    }

    /** The results reported, in order, as the buttons name them. */
    List<String> results() {
        return results;
    }

    /** The share links that came, each once. */
    List<String> shareCodes() {
        return shareCodes;
    }

    /** Answers what comes until nothing more does, or until there is nothing more to press. */
    Future<Void> play() {
        return phones.next(phone, cursor, PATIENCE_MILLIS).compose(this::hear);
    }

    private Future<Void> hear(ReceivedMessages heard) {
        cursor = heard.cursor();
        if (heard.messages().isEmpty()) {
            return Future.succeededFuture();
        }
        heard.messages().forEach(this::keepLinks);
        List<Tap> taps = heard.messages().stream()
                .flatMap(message -> message.taps().stream())
                .collect(Collectors.toList());
        return act(taps).compose(goOn -> goOn ? play() : Future.succeededFuture());
    }

    /** Completes with whether to go on listening. */
    private Future<Boolean> act(List<Tap> taps) {
        if (weary() && temper == Behaviour.STOPS) {
            stopped = true;
            return phones.stop(phone, "STOP").map(false);
        }
        if (weary() && temper == Behaviour.RESTS && find(taps, ":pause").isPresent()) {
            return press(find(taps, ":pause").orElseThrow()).map(false);
        }
        if (weary() && temper == Behaviour.GIVES_UP && find(taps, ":talk").isPresent()) {
            return Future.succeededFuture(false);
        }
        return choice(taps).map(this::press).orElseGet(Future::succeededFuture).map(true);
    }

    private boolean weary() {
        return results.size() >= CALLS_OF_THE_WEARY;
    }

    /** What a person presses, in the order of what matters under one message. */
    private Optional<Tap> choice(List<Tap> taps) {
        Optional<Tap> offer = find(taps, ":act:yes");
        if (offer.isPresent()) {
            declined = temper == Behaviour.UNWILLING;
            return declined ? find(taps, ":act:no") : offer;
        }
        Optional<Tap> talk = find(taps, ":call:talk");
        if (talk.isPresent()) {
            askedInVain = false;
            return Optional.of(dialled(taps, talk.get()));
        }
        List<Tap> outcomes = all(taps, ":call:result:");
        if (!outcomes.isEmpty()) {
            return Optional.of(outcome(outcomes));
        }
        Optional<Tap> end = find(taps, ":call:results");
        if (end.isPresent() && !course.equals("reached")) {
            return end;
        }
        List<Tap> answers = Stream.of(":call:pick:", ":call:at:")
                .flatMap(verb -> all(taps, verb).stream())
                .toList();
        if (!answers.isEmpty()) {
            return Optional.of(answers.get(random.nextInt(answers.size())));
        }
        return Optional.<Tap>empty()
                .or(() -> find(taps, ":call:go"))
                .or(() -> end)
                .or(() -> next(taps));
    }

    /** One in three does not pick up: then there is nothing to say. */
    private Tap dialled(List<Tap> taps, Tap talk) {
        Optional<Tap> nobody = find(taps, ":noanswer");
        if (nobody.isPresent() && random.nextInt(3) == 0) {
            results.add("noanswer");
            return nobody.get();
        }
        int drawn = random.nextInt(100);
        course = drawn < 70
                ? "reached"
                : drawn < 82 ? "refused" : drawn < 90 ? "callback" : drawn < 95 ? "wrongnumber" : "removed";
        return talk;
    }

    /** Whoever asks for a contact and gets none rests. */
    private Optional<Tap> next(List<Tap> taps) {
        Optional<Tap> next = find(taps, ":call:next");
        if (next.isPresent() && askedInVain) {
            return find(taps, ":call:pause");
        }
        askedInVain = next.isPresent();
        return next;
    }

    /** Whoever answers the questions has talked; whoever does not want to ends the call before. */
    private Tap outcome(List<Tap> outcomes) {
        Tap chosen = find(outcomes, ":" + course).orElse(outcomes.get(0));
        results.add(chosen.data().substring(chosen.data().lastIndexOf(':') + 1));
        return chosen;
    }

    private Future<Void> press(Tap tap) {
        return phones.press(phone, tap.data());
    }

    private void keepLinks(Message message) {
        for (String text : List.of(message.text(), String.join(" ", message.links()))) {
            Matcher link = SHARE_LINK.matcher(text);
            while (link.find()) {
                if (!shareCodes.contains(link.group(1))) {
                    shareCodes.add(link.group(1));
                }
            }
        }
    }

    private static Optional<Tap> find(List<Tap> taps, String part) {
        return taps.stream().filter(tap -> tap.data().contains(part)).findFirst();
    }

    private static List<Tap> all(List<Tap> taps, String part) {
        return taps.stream().filter(tap -> tap.data().contains(part)).toList();
    }
}
