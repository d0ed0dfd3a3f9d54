package org.relais.action.event;

import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.relais.contact.csv.SafeCsvWriter;

/**
 * An event in numbers.
 *
 * @param now where people stand; those who were erased since are in it
 * @param companions whom those who have a place said they bring; they have none, and may have answered themselves
 * @param days what happened on each day of the organisation's time zone on which something did
 */
public record EventFigures(Counts now, long companions, List<Day> days) {
    private static final List<String> HEADER =
            List.of("day", "yes", "waiting", "maybe", "no", "stopped", "places given", "withdrawn");

    public EventFigures {
        days = List.copyOf(days);
    }

    /** People by where they stand; {@code stopped} is no answer of theirs. */
    public record Counts(long yes, long waiting, long maybe, long no, long stopped) {}

    /**
     * People by what became of the message that it does not take place.
     *
     * @param waiting whom it is still to reach, such as when their contact hours open
     */
    public record Told(long reached, long waiting, long missed) {
        static final Told NONE = new Told(0, 0, 0);

        public long all() {
            return reached + waiting + missed;
        }
    }

    /**
     * @param answers what was answered on that day; who changed their mind is in it twice
     * @param promoted who got a place that had become free
     * @param withdrawn who said yes before and says something else now
     */
    public record Day(LocalDate date, Counts answers, long promoted, long withdrawn) {
        private List<String> cells() {
            return Stream.concat(
                            Stream.of(date.toString()),
                            Stream.of(
                                            answers.yes(),
                                            answers.waiting(),
                                            answers.maybe(),
                                            answers.no(),
                                            answers.stopped(),
                                            promoted,
                                            withdrawn)
                                    .map(Object::toString))
                    .toList();
        }
    }

    /** A row per day. */
    public Buffer csv() {
        return SafeCsvWriter.file(
                Stream.concat(Stream.of(HEADER), days.stream().map(Day::cells)).toList());
    }
}
