package org.relais.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.relais.testing.Unit;

/** How far back a conversation was read, as it stands in an address, altered or made up: it is read as written, or is none. */
@Unit
class ThreadCursorFuzzTest {
    /** The same damage in every build. */
    private static final String SEED = "20261128";

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void anAlteredPlaceIsReadOrNone(@ForAll @LongRange(max = Long.MAX_VALUE) long id, @ForAll long seed) {
        ThreadCursor cursor = new ThreadCursor(id, seed & Long.MAX_VALUE, 1, Long.MAX_VALUE, 0);
        assertThat(ThreadCursor.of(cursor.toString())).contains(cursor);
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(cursor.toString());
        text.setCharAt(random.nextInt(text.length()), "0123456789-+ \u0660\u0000x".charAt(random.nextInt(16)));
        text.insert(random.nextInt(text.length()), text.charAt(random.nextInt(text.length())));
        check(text.toString());
    }

    @Property(seed = SEED)
    void whatSomebodyMakesUpIsReadOrNone(@ForAll String madeUp) {
        check(madeUp);
    }

    /** What is read is written the same, but for zeros in front. */
    private static void check(String text) {
        ThreadCursor.of(text)
                .ifPresent(read -> assertThat(ThreadCursor.of(read.toString())).contains(read));
    }
}
