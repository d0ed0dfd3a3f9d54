package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
import org.relais.channel.CodeMutation;
import org.relais.share.SignedCodes.Ids;
import org.relais.testing.Unit;

/** Codes in the addresses of public pages, altered or made up: none is read as what nobody has made. */
@Unit
class SignedCodeFuzzTest {
    /** The same damage in every build. */
    private static final String SEED = "20261128";

    private final SignedCodes codes = new SignedCodes(new byte[32], "share");
    private final SignedCodes others = new SignedCodes(new byte[32], "unsubscribe");

    @Property(shrinking = ShrinkingMode.OFF, seed = SEED)
    void anAlteredCodeIsNone(
            @ForAll @LongRange(max = Long.MAX_VALUE) long message,
            @ForAll @LongRange(max = Long.MAX_VALUE) long contact,
            @ForAll long seed) {
        Ids ids = new Ids(message, contact);
        String code = codes.code(ids);
        assertThat(codes.read(code)).contains(ids);
        assertThat(others.read(code)).as("of another use").isEmpty();

        String altered = new CodeMutation(seed).altered(code);

        assertThat(codes.read(altered)).isEqualTo(altered.equals(code) ? codes.read(code) : java.util.Optional.empty());
    }

    @Property(seed = SEED)
    void whatSomebodyMakesUpIsNone(@ForAll String madeUp) {
        assertThat(codes.read(madeUp)).isEmpty();
    }
}
