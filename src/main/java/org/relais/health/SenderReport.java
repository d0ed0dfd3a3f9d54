package org.relais.health;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;
import org.relais.channel.CheckResult.State;
import org.relais.channel.SenderChecks;
import org.relais.delivery.RecipientPools;
import org.relais.organisation.Sender;

/**
 * How a sender stands.
 *
 * @param inFile it stands in a configuration file, and is changed there
 * @param heardAt its last webhook of any kind
 * @param writtenAt the last thing that somebody wrote or pressed
 * @param acceptedAt the last message that its platform took
 * @param outageSince when its platform began to take no message of those that still wait for it; null: it is well, as far as is known
 * @param usualSilence its longest silence of the last weeks; null: not known for long enough
 * @param checks by name, as each was last done
 * @param alarm what alarms or may soon; null: nothing
 * @param pool the different people it may write to, which it shares with its portfolio; null: no limit was ever learnt
 */
public record SenderReport(
        Sender sender,
        boolean inFile,
        @Nullable Instant heardAt,
        @Nullable Instant writtenAt,
        @Nullable Instant acceptedAt,
        @Nullable Instant outageSince,
        @Nullable Duration usualSilence,
        Map<String, Done> checks,
        @Nullable Alarm alarm,
        RecipientPools.@Nullable State pool) {

    /** A check as it was last done. */
    public record Done(Instant at, List<CheckResult> results) {
        public State state() {
            return CheckResult.worst(results);
        }
    }

    /**
     * What keeps a sender's stops from being heard.
     *
     * @param since when two looks had found it; null: one has
     * @param releasedBy the actor who said that broadcasts may go on all the same
     */
    public record Alarm(CheckResult what, @Nullable Instant since, @Nullable String releasedBy) {
        /** Whether broadcasts wait for an owner's word. */
        public boolean holds() {
            return since != null && releasedBy == null;
        }
    }

    /** Nothing is known yet. */
    public static SenderReport none(Sender sender, boolean inFile) {
        return new SenderReport(sender, inFile, null, null, null, null, null, Map.of(), null, null);
    }

    SenderReport with(RecipientPools.@Nullable State its) {
        return new SenderReport(
                sender, inFile, heardAt, writtenAt, acceptedAt, outageSince, usualSilence, checks, alarm, its);
    }

    /** What a check last found under that code; empty when it was not done or found something else. */
    public Optional<CheckResult> found(String code) {
        return checks.values().stream()
                .flatMap(done -> done.results().stream())
                .filter(result -> result.code().equals(code))
                .findFirst();
    }

    /** Whether a check last found a fault; what a platform has not been asked for before anything came is none. */
    public boolean faulty() {
        return checks.entrySet().stream()
                .anyMatch(done -> done.getValue().state() == State.FAILED && !isStillToDo(done.getKey()));
    }

    /** Whether what a check finds wrong is what has not been done yet: nothing has come by this sender so far. */
    public boolean isStillToDo(String check) {
        return heardAt == null && check.equals(SenderChecks.SUBSCRIPTION);
    }

    /**
     * Whether what alarms is a connection that is not finished: nothing has come by it and nothing has left by it, and its
     * platform has not been told yet where to send what comes. Where messages left and nothing came back, or a secret is
     * refused, stops may be lost.
     */
    public boolean unfinished() {
        Done subscription = checks.get(SenderChecks.SUBSCRIPTION);
        return heardAt == null
                && acceptedAt == null
                && alarm != null
                && subscription != null
                && subscription.results().stream()
                        .anyMatch(result -> result.code().equals(alarm.what().code()));
    }

    /** Whether it alarms. */
    public boolean alarms() {
        return alarm != null && alarm.since() != null;
    }
}
