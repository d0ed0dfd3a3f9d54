package org.relais.broadcast;

import java.time.Duration;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What became of a broadcast after it had arrived: how many people did what, on which channel and when.
 *
 * @param counts one row for each thing, channel and hour or day
 * @param daily whether the times are days; hours otherwise
 * @param mute channels whose platform never tells what was received and read
 */
public record Funnel(List<Count> counts, boolean daily, Set<String> mute) {
    /** What lies within as long is shown by hour. */
    private static final Duration BY_HOUR = Duration.ofDays(2);

    public Funnel {
        counts = List.copyOf(counts);
        mute = Set.copyOf(mute);
    }

    /** Of what was counted by hour: by hour as long as two days hold all of it, else by day. */
    static Funnel ofHours(List<Count> hours, Set<String> mute) {
        return spread(hours).compareTo(BY_HOUR) <= 0
                ? new Funnel(hours, false, mute)
                : new Funnel(hours.stream().map(Count::onItsDay).toList(), true, mute);
    }

    private static Duration spread(List<Count> hours) {
        List<LocalDateTime> times = hours.stream().map(Count::at).sorted().toList();
        return times.isEmpty() ? Duration.ZERO : Duration.between(times.get(0), times.get(times.size() - 1));
    }

    /** What people did, in the order of the funnel. */
    public enum Step {
        /** Taken by the platform and not reported as failed. */
        SENT,
        /** On the person's telephone, as far as the platform tells. */
        RECEIVED,
        /** As far as the platform tells. */
        READ,
        ANSWERED,
        /** Opened an app to pass it on. */
        SHARED,
        /** Stopped since, whatever else was sent in between; an erasure by itself is no stop. */
        GONE,
        /** Of these, within three days of receiving it, with nothing sent to many in between: a stop counts so for one broadcast. */
        STOPPED;

        /** Whether only some platforms tell it. */
        public boolean isTold() {
            return this == RECEIVED || this == READ;
        }
    }

    /**
     * @param channel empty for what nobody's channel is known of: answers of people who were erased since
     * @param at beginning of the hour or day, in the organisation's time zone
     * @param answered whether these people answered, wrote something else, have stopped or were erased since: nobody waits for their answer
     */
    public record Count(Step step, String channel, LocalDateTime at, boolean answered, long people) {
        private Count onItsDay() {
            return new Count(step, channel, at.truncatedTo(ChronoUnit.DAYS), answered, people);
        }
    }

    /**
     * Who has not answered, nor written anything else, nor stopped since, each once.
     *
     * @param read who did read it
     * @param received to whom it came, and nothing tells that they read it
     * @param sent who may not have it yet, on channels whose platform tells when they do
     * @param untold on channels whose platform tells nothing of it
     */
    public record Silent(long read, long received, long sent, long untold) {
        public long all() {
            return read + received + sent + untold;
        }
    }

    /** How many did each thing. */
    public Map<Step, Long> total() {
        return of(counts);
    }

    /** How many took a step. */
    public long people(Step step) {
        return total().getOrDefault(step, 0L);
    }

    /** To how many it was sent. */
    public long sent() {
        return people(Step.SENT);
    }

    /** Of how many of them nobody knows whether they took a step: their platform tells nothing of it. */
    public long unknown(Step step) {
        return step.isTold()
                ? byChannel().entrySet().stream()
                        .filter(channel -> mute.contains(channel.getKey()))
                        .mapToLong(channel -> channel.getValue().getOrDefault(Step.SENT, 0L))
                        .sum()
                : 0;
    }

    /** Of how many it is known whether they took a step: of these is it a part. */
    public long known(Step step) {
        return sent() - unknown(step);
    }

    /** To how many it was sent whose platform tells when it is received, and has not yet. */
    public long awaited() {
        return known(Step.RECEIVED) - people(Step.RECEIVED);
    }

    /** Those whose answer is waited for, by how far it came with them. */
    public Silent silent() {
        Map<String, Map<Step, Long>> all =
                byChannel(counts.stream().filter(count -> !count.answered()).toList());
        long untold = 0;
        long sent = 0;
        long received = 0;
        long read = 0;
        for (Map.Entry<String, Map<Step, Long>> channel : all.entrySet()) {
            long people = channel.getValue().getOrDefault(Step.SENT, 0L);
            if (mute.contains(channel.getKey())) {
                untold += people;
                continue;
            }
            long came = channel.getValue().getOrDefault(Step.RECEIVED, 0L);
            long readers = channel.getValue().getOrDefault(Step.READ, 0L);
            sent += people - came;
            received += came - readers;
            read += readers;
        }
        return new Silent(read, received, sent, untold);
    }

    /** Channels it went by whose platform never tells what was received and read. */
    public List<String> untold() {
        return byChannel().keySet().stream().filter(mute::contains).toList();
    }

    /** By channel; what no channel is known of is in none, but in the total. */
    public Map<String, Map<Step, Long>> byChannel() {
        return byChannel(counts);
    }

    private static Map<String, Map<Step, Long>> byChannel(List<Count> counts) {
        Map<String, Map<Step, Long>> all = new TreeMap<>();
        counts.stream()
                .map(Count::channel)
                .filter(channel -> !channel.isEmpty())
                .distinct()
                .forEach(channel -> all.put(
                        channel,
                        of(counts.stream()
                                .filter(count -> count.channel().equals(channel))
                                .toList())));
        return all;
    }

    /** By hour or day, the earliest first; those in which nothing happened are left out. */
    public Map<LocalDateTime, Map<Step, Long>> byTime() {
        Map<LocalDateTime, Map<Step, Long>> all = new TreeMap<>();
        counts.stream()
                .map(Count::at)
                .distinct()
                .forEach(at -> all.put(
                        at,
                        of(counts.stream()
                                .filter(count -> count.at().equals(at))
                                .toList())));
        return all;
    }

    private static Map<Step, Long> of(List<Count> counts) {
        Map<Step, Long> sums = new TreeMap<>();
        counts.forEach(count -> sums.merge(count.step(), count.people(), Long::sum));
        return sums;
    }
}
