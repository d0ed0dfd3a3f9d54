package org.relais.sandbox.page;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.World;

/**
 * Tour of the demonstration in five steps, which tick themselves: by what arrives on the phones, and by what its visitor
 * does on them with the page. It knows nothing of the service but what the phones see; while a program plays the
 * organiser, and until what it set off has come to rest, what arrives ticks nothing.
 */
public final class Visit {
    /** What arrives that soon after a person has written is taken for an answer, not for a message to everybody. */
    private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(5);

    /** What arrives that soon after a program's messages is set off by it as well. */
    private static final Duration AT_REST_AFTER = Duration.ofSeconds(10);

    private static final int EVERYBODY = 2;
    private static final Pattern STOP = Pattern.compile("(?iu)\\s*(stop|arr[eê]t|unsubscribe)\\W*");
    private static final Pattern START = Pattern.compile("(?iu)\\s*/?start\\b.*|join\\b.*");

    private static final Pattern BARE_START = Pattern.compile("(?iu)\\s*(/?start)?\\s*");

    /** Links a chat to an account, so that its owner can try messages out: nobody passed that on. */
    private static final Pattern OWN_CHAT = Pattern.compile("(?iu).*\\bME-\\w+\\W*");

    private final World world;
    private final Runnable onProgress;
    private final Set<Step> done = new HashSet<>();
    private final Set<String> reached = new HashSet<>();
    private final Set<String> reachedAfterStop = new HashSet<>();
    /** Phones that said stop, with the moment in the order of events. */
    private final Map<String, Long> stopped = new LinkedHashMap<>();
    /** When the newest message that a program set off began. */
    private Instant played = Instant.MIN;

    Visit(World world, Runnable onProgress) {
        this.world = world;
        this.onProgress = onProgress;
        world.onMessage(this::arrived);
        world.onPlaying(onProgress);
    }

    /** In the order of the tour; any order ticks them. */
    enum Step {
        SENT,
        ANSWERED,
        FORWARDED,
        STOPPED,
        KEPT;

        String key() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /**
     * A step as the page shows it.
     *
     * @param key what its texts are called
     * @param next whether it is the first that is not done
     */
    public record StepView(String key, int number, boolean done, boolean next) {}

    List<StepView> steps() {
        List<StepView> shown = new ArrayList<>();
        boolean open = false;
        for (Step step : Step.values()) {
            boolean next = !open && !done.contains(step);
            open |= next;
            shown.add(new StepView(step.key(), step.ordinal() + 1, done.contains(step), next));
        }
        return shown;
    }

    void again() {
        done.clear();
        reached.clear();
        reachedAfterStop.clear();
        stopped.clear();
        onProgress.run();
    }

    /** The visitor wrote, or pressed a button of a message. */
    void wrote(Phone phone, String text) {
        if (STOP.matcher(text).matches()) {
            left(phone);
        } else if (START.matcher(text).matches()) {
            back(phone);
        } else if (!OWN_CHAT.matcher(text).matches()) {
            tick(Step.ANSWERED);
        }
    }

    /**
     * The visitor opened a link to the service, and so wrote to it.
     *
     * @param payload says whose link it was, if somebody had passed it on; else nothing but a start, or a code of one's own
     */
    void opened(Phone phone, String payload) {
        back(phone);
        if (!BARE_START.matcher(payload).matches() && !OWN_CHAT.matcher(payload).matches()) {
            tick(Step.FORWARDED);
        }
    }

    /** The visitor stopped, or blocked the sender. */
    void left(Phone phone) {
        stopped.putIfAbsent(phone.id(), world.sequence());
        reachedAfterStop.clear();
        tick(Step.STOPPED);
    }

    private void back(Phone phone) {
        if (stopped.remove(phone.id()) != null) {
            reachedAfterStop.clear();
        }
    }

    private void arrived(ChatMessage message) {
        if (ofProgram(message)
                || done.contains(Step.KEPT)
                || !world.phone(message.phone())
                        .map(phone -> unasked(phone, message))
                        .orElse(false)) {
            return;
        }
        if (reached.size() < EVERYBODY && reached.add(message.phone()) && reached.size() == EVERYBODY) {
            tick(Step.SENT);
        }
        Long since = stopped.get(message.phone());
        if (since != null && message.beganSequence() > since) {
            // A message to somebody who had said stop: this step has nothing to show.
            reachedAfterStop.clear();
            stopped.remove(message.phone());
        } else if (!stopped.isEmpty()
                && reachedAfterStop.size() < EVERYBODY
                && reachedAfterStop.add(message.phone())
                && reachedAfterStop.size() == EVERYBODY) {
            tick(Step.KEPT);
        }
    }

    private boolean ofProgram(ChatMessage message) {
        boolean its = world.playing() || message.began().minus(AT_REST_AFTER).isBefore(played);
        if (its) {
            played = message.began();
        }
        return its;
    }

    private static boolean unasked(Phone phone, ChatMessage message) {
        return phone.history()
                .newest(kept -> !kept.received())
                .map(written -> written.began().plus(ANSWERED_WITHIN).isBefore(message.began()))
                .orElse(true);
    }

    private void tick(Step step) {
        if (done.add(step)) {
            onProgress.run();
        }
    }
}
