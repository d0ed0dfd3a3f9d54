package org.relais.input;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.relais.database.Paging;

/**
 * Reader of an address's query, field by field, as strictly as a body: a name nobody knows is a fault, so that a
 * mistyped filter never lists everything.
 */
public final class QueryReader {
    private static final int LARGEST_PAGE = 100;
    private static final int USUAL_PAGE = 50;

    private final MultiMap values;
    private final Set<String> read = new HashSet<>();
    private final FaultList faults = new FaultList();

    private QueryReader(MultiMap values) {
        this.values = values;
    }

    public static QueryReader of(RoutingContext context) {
        return new QueryReader(context.queryParams());
    }

    /** Refuses every query on an address that takes none. */
    public static void none(RoutingContext context) {
        of(context).done();
    }

    /** A text of 1 to {@code longest} characters, if it is given. */
    public Optional<String> text(String name, int longest) {
        return value(name).filter(text -> faults.fits(name, text, longest));
    }

    /** One of these words, if it is given. */
    public Optional<String> word(String name, List<String> words) {
        return value(name).filter(text -> {
            if (!words.contains(text)) {
                fault(name, FaultCode.MUST_BE_ONE_OF, String.join(", ", words));
            }
            return words.contains(text);
        });
    }

    /** A moment with its offset from UTC, of the years 1900 to 9999, if it is given. */
    public Optional<Instant> time(String name) {
        return value(name).flatMap(text -> {
            // A plus that was not encoded reads as a space.
            Optional<Instant> time = StrictObject.moment(text.replace(' ', '+'));
            if (time.isEmpty()) {
                fault(name, FaultCode.MUST_BE_TIME);
            }
            return time;
        });
    }

    /** An id, if it is given. */
    public Optional<Long> id(String name) {
        return number(name, 1, Long.MAX_VALUE, FaultCode.MUST_BE_ID);
    }

    /** How many entries a page shall have: 1 to 100, 50 unless told. */
    public int limit() {
        return number("limit", 1, LARGEST_PAGE, FaultCode.MUST_BE_NUMBER, 1, LARGEST_PAGE)
                .map(Math::toIntExact)
                .orElse(USUAL_PAGE);
    }

    /** Where the page begins: what {@code next} said on the page before, {@code first} when it is not given. */
    public long cursor(long first) {
        return number("cursor", 0, Long.MAX_VALUE, FaultCode.CURSOR_UNKNOWN).orElse(first);
    }

    /** Which page of a list by ids that begins with the newest unless {@code order} is {@code oldest}. */
    public Paging paging() {
        boolean oldest = word("order", List.of("newest", "oldest"))
                .filter("oldest"::equals)
                .isPresent();
        return new Paging(cursor(oldest ? 0 : Long.MAX_VALUE), oldest);
    }

    /** Behind which place of a feed to begin, 0 when it is not given. */
    public long after() {
        return number("after", 0, Long.MAX_VALUE, FaultCode.CURSOR_UNKNOWN).orElse(0L);
    }

    /** A whole number of these, {@code usual} when it is not given. */
    public int number(String name, int least, int most, int usual) {
        return number(name, least, most, FaultCode.MUST_BE_NUMBER, least, most)
                .map(Math::toIntExact)
                .orElse(usual);
    }

    /** Any of these words with commas between; none when it is not given. */
    public List<String> words(String name, List<String> known) {
        List<String> given =
                value(name).map(text -> List.of(text.split(",", -1))).orElse(List.of());
        if (!known.containsAll(given)) {
            fault(name, FaultCode.MUST_BE_ONE_OF, String.join(", ", known));
        }
        return given;
    }

    /** Notes what is wrong with a value that was read. */
    public void fault(String name, FaultCode code, Object... values) {
        faults.add(name, code, values);
    }

    /**
     * To be called when everything has been read.
     *
     * @throws InvalidInputException with every fault, unknown names among them
     */
    public void done() {
        for (String name : values.names()) {
            if (!read.contains(name)) {
                fault(FaultList.shortened(name), FaultCode.UNKNOWN_FIELD);
            }
        }
        faults.refuse();
    }

    private Optional<Long> number(String name, long least, long most, FaultCode wrong, Object... arguments) {
        Optional<String> text = value(name);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return Optional.of(number);
            }
        } catch (NumberFormatException notANumber) {
            // The same answer as for a number out of range.
        }
        fault(name, wrong, arguments);
        return Optional.empty();
    }

    private Optional<String> value(String name) {
        read.add(name);
        List<String> given = values.getAll(name);
        if (given.size() > 1) {
            fault(name, FaultCode.GIVEN_TWICE);
        }
        return given.stream().findFirst();
    }
}
