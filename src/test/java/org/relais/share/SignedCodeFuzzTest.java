package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.LongRange;
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

        String altered = altered(code, new Random(seed));

        assertThat(codes.read(altered)).isEqualTo(altered.equals(code) ? codes.read(code) : java.util.Optional.empty());
    }

    @Property(seed = SEED)
    void whatSomebodyMakesUpIsNone(@ForAll String madeUp) {
        assertThat(codes.read(madeUp)).isEmpty();
    }

    /** Some characters become others, are lost, come twice or change places. */
    private static String altered(String code, Random random) {
        StringBuilder text = new StringBuilder(code);
        for (int blow = random.nextInt(1, 4); blow > 0 && text.length() > 1; blow--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(32, 0x2100));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, text.charAt(at));
                default -> text.append(text.charAt(at)).deleteCharAt(at);
            }
        }
        return text.toString();
    }
}
