package org.relais.action.referral;

import io.vertx.core.buffer.Buffer;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.relais.contact.csv.SafeCsvWriter;

/**
 * Named sharing of an action in numbers; people who were erased since are in them.
 *
 * @param days by the day of the organisation's time zone on which the people were brought
 */
public record ReferralFigures(Counts all, List<Day> days) {
    private static final List<String> HEADER = List.of("day", "brought", "sent", "joined", "removed");

    public ReferralFigures {
        days = List.copyOf(days);
    }

    /**
     * @param brought whose link a volunteer was shown
     * @param sent of these, to whom the volunteer says they wrote
     * @param joined of these, who have opted in since
     * @param removed of these, who want no contact: by the volunteer's word, their own stop or page, or a rights request
     */
    public record Counts(long brought, long sent, long joined, long removed) {}

    /** People brought on one day, and what has come of them until now. */
    public record Day(LocalDate date, Counts counts) {
        private List<String> cells() {
            return List.of(
                    date.toString(),
                    Long.toString(counts.brought()),
                    Long.toString(counts.sent()),
                    Long.toString(counts.joined()),
                    Long.toString(counts.removed()));
        }
    }

    /** A row per day. */
    public Buffer csv() {
        return SafeCsvWriter.file(
                Stream.concat(Stream.of(HEADER), days.stream().map(Day::cells)).toList());
    }
}
