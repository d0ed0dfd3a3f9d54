package org.relais.console.sender;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;
import org.relais.channel.CheckResult.State;
import org.relais.channel.SenderChecks;
import org.relais.channel.SenderProfile;
import org.relais.console.PageRequest;
import org.relais.console.Translations;
import org.relais.console.sender.ChannelPages.Row;
import org.relais.delivery.RecipientPools;
import org.relais.health.Handshake;
import org.relais.health.SenderHealth;
import org.relais.health.SenderReport;

/** The steps of connecting a sender, in their order, with what each last found: what the page of a sender shows. */
public final class SenderSteps {
    /** Steps that end by themselves, when the platform or a person does something. */
    private static final Set<String> SEEN = Set.of("handshake", "written", "accepted");

    private static final String WEBHOOK = "webhook";

    /** Good news that only somebody who looks for a fault wants: they name addresses, ids and fields. */
    private static final Set<String> EXACT = Set.of(
            "account.holds",
            "portfolio.known",
            "portfolio.account",
            "webhook.ours",
            "updates.complete",
            "address.reached",
            "field.there",
            "field.optional");

    private SenderSteps() {}

    /** Whether a finding may be folded away: nothing is to be done about it, and it is told in codes. */
    public static boolean exact(CheckResult result) {
        return result.state() == State.OK && EXACT.contains(result.code());
    }

    /**
     * @param at when it was last checked; null: never, or it is seen as it happens
     * @param seen whether it ends by itself, without a button
     */
    public record Step(String name, List<CheckResult> results, @Nullable Instant at, boolean seen) {
        public State state() {
            return CheckResult.worst(results);
        }
    }

    /** Whether nothing of it is left to be done, or to be put right. */
    public static boolean complete(List<Step> steps) {
        return steps.stream().allMatch(step -> step.state() == State.OK || step.state() == State.NOTE);
    }

    /** Where somebody reads what was found: what they do about it is done in a different place from each. */
    public enum Place {
        /** Beside the field that it is typed into. */
        FORM,
        /** On a page about a sender that was connected by a form. */
        PAGE,
        /** On a page about a sender of the configuration file. */
        FILE
    }

    static List<Step> of(SenderChecks checks, SenderReport report, Handshake handshake) {
        List<Step> steps = new ArrayList<>();
        for (String name : checks.names()) {
            steps.add(name.equals(WEBHOOK) ? proven(name, report, report.writtenAt()) : checked(name, report));
            if (name.equals(SenderChecks.IDENTITY)) {
                steps.add(proven(SenderHealth.ADDRESS, report, report.heardAt()));
                if (checks.enteredByHand()) {
                    steps.add(seen("handshake", handshake(handshake, report)));
                }
            }
        }
        Instant written = report.writtenAt();
        steps.add(seen(
                "written",
                written == null
                        ? CheckResult.waiting("written.none")
                        : CheckResult.ok("written.seen", "at", written.getEpochSecond())));
        Instant accepted = report.acceptedAt();
        steps.add(seen(
                "accepted",
                accepted == null
                        ? CheckResult.waiting("accepted.none")
                        : CheckResult.ok("accepted.seen", "at", accepted.getEpochSecond())));
        return steps;
    }

    /** A step that was never checked is proven by what has come since: by anything, or by something that somebody wrote. */
    private static Step proven(String name, SenderReport report, @Nullable Instant came) {
        Step checked = checked(name, report);
        return checked.at() == null && came != null
                ? new Step(name, List.of(CheckResult.ok(name + ".proven")), null, false)
                : checked;
    }

    private static Step checked(String name, SenderReport report) {
        SenderReport.Done done = report.checks().get(name);
        return done == null
                ? new Step(name, List.of(), null, false)
                : new Step(name, report.isStillToDo(name) ? toDo(done.results()) : done.results(), done.at(), false);
    }

    private static List<CheckResult> toDo(List<CheckResult> results) {
        return results.stream()
                .map(result -> result.state() == State.FAILED
                        ? new CheckResult(result.code(), State.WAITING, result.arguments())
                        : result)
                .toList();
    }

    private static Step seen(String name, CheckResult result) {
        return new Step(name, List.of(result), null, SEEN.contains(name));
    }

    private static CheckResult handshake(Handshake seen, SenderReport report) {
        Instant accepted = seen.acceptedAt();
        Instant refused = seen.refusedAt();
        if (refused != null && (accepted == null || refused.isAfter(accepted))) {
            return CheckResult.failed("handshake.refused", "at", refused.getEpochSecond());
        }
        if (accepted != null) {
            return CheckResult.ok("handshake.seen", "at", accepted.getEpochSecond());
        }
        return report.found("webhook.ours").isPresent()
                ? CheckResult.note("handshake.before")
                : CheckResult.waiting("handshake.none");
    }

    /** What was found, in words; with a fault, what to do about it. */
    public static String words(PageRequest visit, CheckResult result) {
        return words(visit, result, Place.PAGE);
    }

    /** The same for who reads it in that place. */
    static String words(PageRequest visit, CheckResult result, Place place) {
        return words(Translations.in(visit.language()), visit::time, result, place);
    }

    /** The same on the page of that sender. */
    public static String words(PageRequest visit, CheckResult result, Row row) {
        return words(visit, result, place(row.state().inFile()));
    }

    /** The same on any page, of a sender of the configuration file or of another. */
    public static String words(PageRequest visit, CheckResult result, boolean inFile) {
        return words(visit, result, place(inFile));
    }

    /** What to do for a step, as people of that sender's channel do it. */
    public static String how(PageRequest visit, Step step, Row row) {
        String key = "sender.how." + step.name();
        String own = key + "." + SenderForm.identity(row.state().sender().channel());
        String handle = row.profile()
                .map(SenderProfile::handle)
                .map(visit::handle)
                .orElse(row.state().sender().name());
        return visit.text(visit.has(own) ? own : key, "handle", handle);
    }

    private static Place place(boolean inFile) {
        return inFile ? Place.FILE : Place.PAGE;
    }

    /** The same where there is no page; {@code time} says when something was. */
    public static String words(Translations texts, Function<Instant, String> time, CheckResult result, boolean inFile) {
        return words(texts, time, result, place(inFile));
    }

    static String words(Translations texts, Function<Instant, String> time, CheckResult result, Place place) {
        Map<String, Object> arguments = new HashMap<>(result.arguments());
        arguments.putIfAbsent("account", "none");
        arguments.put("place", place.name().toLowerCase(Locale.ROOT));
        arguments.computeIfPresent(
                "at",
                (name, at) -> at instanceof Number seconds
                        ? seconds.longValue() == 0 ? "?" : time.apply(Instant.ofEpochSecond(seconds.longValue()))
                        : at);
        arguments.computeIfPresent("reason", (name, reason) -> {
            String key = "sender.reason." + reason;
            return Translations.has(key) ? texts.text(key) : String.valueOf(reason);
        });
        Object[] pairs = arguments.entrySet().stream()
                .flatMap(entry -> Stream.of(entry.getKey(), entry.getValue()))
                .toArray();
        String key = "sender.found." + result.code();
        return Translations.has(key) ? texts.text(key, pairs) : result.code();
    }

    /** A sentence about a sender that alarms; for one of the file it says that it is changed there. */
    public static String alarm(PageRequest visit, SenderReport report) {
        SenderReport.Alarm alarm = report.alarm();
        return alarm == null ? "" : words(visit, alarm.what(), place(report.inFile()));
    }

    /** How a state is coloured; the word beside it says it. */
    public static String badge(State state) {
        return switch (state) {
            case OK -> "good";
            case NOTE -> "warn";
            case WAITING -> "plain";
            case FAILED -> "bad";
        };
    }

    /**
     * How many people a sender has written to of how many it may, who shares them, and whose limit it is where its own is
     * another than the platform's; empty when nothing limits it as far as anybody knows.
     */
    public static String people(PageRequest visit, Row row) {
        long own = row.profile().map(profile -> profile.limits().uniquePerDay()).orElse(RecipientPools.UNLIMITED);
        RecipientPools.State pool = row.report().pool();
        if (pool == null) {
            return own == RecipientPools.UNLIMITED ? "" : visit.text("sender.pool.own", "own", own);
        }
        Long most = pool.most(own);
        Long platform = pool.most();
        if (most == null) {
            return visit.text("sender.found.limit.none");
        }
        String used = visit.text("sender.pool.used", "used", pool.used(), "most", most)
                + visit.text("sender.pool.shared", "count", pool.senders());
        return own == RecipientPools.UNLIMITED
                ? used
                : used + " " + whose(visit, own, platform == null ? RecipientPools.UNLIMITED : platform);
    }

    private static String whose(PageRequest visit, long own, long platform) {
        return platform == RecipientPools.UNLIMITED
                ? visit.text("sender.pool.yours")
                : own < platform
                        ? visit.text("sender.pool.lower", "platform", platform)
                        : own > platform ? visit.text("sender.pool.higher", "own", own) : "";
    }
}
