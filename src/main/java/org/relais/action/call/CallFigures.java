package org.relais.action.call;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A call action in numbers, counted from its calls.
 *
 * @param open calls under way
 * @param results how the others ended, by result; {@code expired}, {@code paused}, {@code returned},
 *     {@code stopped} and {@code withdrawn} are calls without a result of their volunteer's
 * @param answers to the questions of the script
 * @param volunteers those who were given contacts, most calls first
 * @param days of the organisation's time zone, by when the contact was given
 */
public record CallFigures(
        long open, Map<String, Long> results, List<Question> answers, List<Volunteer> volunteers, List<Day> days) {
    public CallFigures {
        results = Map.copyOf(results);
        answers = List.copyOf(answers);
        volunteers = List.copyOf(volunteers);
        days = List.copyOf(days);
    }

    /** Every call, under way or ended: as many as numbers were shown. */
    public long calls() {
        return open + sum(results);
    }

    /** How the calls went of which a volunteer said so: what pages and volunteers call a call. */
    public Map<String, Long> reported() {
        return reported(results);
    }

    /** Calls of which a volunteer said how they went. */
    public long made() {
        return sum(reported());
    }

    /** Volunteers who called somebody and said how it went. */
    public long callers() {
        return volunteers.stream().filter(volunteer -> volunteer.made() > 0).count();
    }

    /** Numbers that were shown and are not any more, without a word of how the call went. */
    public long unreported() {
        return sum(results) - made();
    }

    /**
     * @param question id of the script's step
     * @param choices how often each option was chosen
     * @param words how many answered in words
     * @param elsewhere how many of all these answers were given in calls that did not end as {@code reached}
     */
    public record Question(String question, Map<String, Long> choices, long words, long elsewhere) {
        public Question {
            choices = Map.copyOf(choices);
        }

        public long answers() {
            return sum(choices) + words;
        }
    }

    /** @param contactId null for all who were erased */
    public record Volunteer(@Nullable Long contactId, String name, Map<String, Long> results) {
        public Volunteer {
            results = Map.copyOf(results);
        }

        public long calls() {
            return sum(results);
        }

        /** As {@link CallFigures#made()}. */
        public long made() {
            return sum(reported(results));
        }
    }

    /** Ended calls of one day. */
    public record Day(LocalDate date, Map<String, Long> results) {
        public Day {
            results = Map.copyOf(results);
        }

        public long calls() {
            return sum(results);
        }
    }

    private static Map<String, Long> reported(Map<String, Long> results) {
        return results.entrySet().stream()
                .filter(result -> CallResult.named(result.getKey()).isPresent())
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
