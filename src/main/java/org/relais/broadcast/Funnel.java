package org.relais.broadcast;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What became of a broadcast after it had arrived: how many people did what, on which channel and when.
 *
 * @param counts one row for each thing, channel and hour or day
 * @param daily whether the times are days; hours otherwise
 */
public record Funnel(List<Count> counts, boolean daily) {
    public Funnel {
        counts = List.copyOf(counts);
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
        /** Within three days of receiving it. */
        STOPPED;

        /** Whether only some platforms tell it. */
        public boolean isTold() {
            return this == RECEIVED || this == READ;
        }
    }

    /** @param at beginning of the hour or day, in the organisation's time zone */
    public record Count(Step step, String channel, LocalDateTime at, long people) {}

    /** How many did each thing. */
    public Map<Step, Long> total() {
        return of(counts);
    }

    /** Of how many people a step is counted: everybody to whom it was sent, as far as their platform tells. */
    public long of(Step step) {
        return byChannel().entrySet().stream()
                .filter(channel -> !step.isTold() || tells(channel.getValue()))
                .mapToLong(channel -> channel.getValue().getOrDefault(Step.SENT, 0L))
                .sum();
    }

    /** Channels whose platform has told nothing of what was received and read. */
    public List<String> untold() {
        return byChannel().entrySet().stream()
                .filter(channel -> !tells(channel.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean tells(Map<Step, Long> steps) {
        return steps.containsKey(Step.RECEIVED);
    }

    /** By channel. */
    public Map<String, Map<Step, Long>> byChannel() {
        Map<String, Map<Step, Long>> all = new TreeMap<>();
        counts.stream()
                .map(Count::channel)
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
