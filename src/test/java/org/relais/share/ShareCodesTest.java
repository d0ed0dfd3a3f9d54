package org.relais.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;
import org.relais.text.LanguageMark;

@Unit
class ShareCodesTest {
    private final ShareCodes codes = new ShareCodes(key(1));

    @Property
    void everyLinkComesBack(
            @ForAll @LongRange(max = Long.MAX_VALUE) long message,
            @ForAll @LongRange(max = Long.MAX_VALUE) long volunteer) {
        ShareLink link = new ShareLink(message, volunteer);
        String code = codes.code(link);
        assertThat(codes.read(code)).contains(link);
        assertThat(code).matches("[0-9A-Za-z]{13,34}").isEqualTo(codes.code(link));
    }

    @Property
    void whatSomebodyMakesUpIsNoCode(@ForAll @StringLength(max = 70) String madeUp) {
        assertThat(codes.read(madeUp)).isEmpty();
    }

    @Test
    void theLanguageOfAPageIsNoPartOfItsCode() {
        ShareLink link = new ShareLink(7, 1234);
        String marked = LanguageMark.on(codes.code(link), "nl");
        assertThat(marked).endsWith("_nl");
        assertThat(LanguageMark.on(marked, "fr")).isEqualTo(codes.code(link) + "_fr");
        assertThat(LanguageMark.on(marked, "sv")).as("not spoken in chat").isEqualTo(marked);
        assertThat(codes.read(ShareCodes.named(marked))).contains(link);
        assertThat(LanguageMark.of(ShareCodes.named(marked))).contains("nl");
        assertThat(LanguageMark.of(codes.code(link))).isEmpty();
        assertThat(codes.read(codes.code(link) + "_sv")).isEmpty();
    }

    @Test
    void aCodeIsShort() {
        assertThat(codes.code(new ShareLink(90, 2_000_000))).hasSizeLessThanOrEqualTo(16);
        assertThat(codes.code(new ShareLink(16_000, 200_000_000))).hasSizeLessThanOrEqualTo(19);
    }

    @Test
    void noOtherCharacterAnywhereMakesAnotherLink() {
        String code = codes.code(new ShareLink(7, 1234));
        for (int at = 0; at < code.length(); at++) {
            for (char other : "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_".toCharArray()) {
                String altered = code.substring(0, at) + other + code.substring(at + 1);
                assertThat(codes.read(altered))
                        .isEqualTo(altered.equals(code) ? codes.read(code) : java.util.Optional.empty());
            }
            assertThat(codes.read(code.substring(0, at))).isEmpty();
        }
        assertThat(codes.read(code + "0")).isEmpty();
        assertThat(codes.read("0" + code)).isEmpty();
    }

    @Test
    void anotherKeyReadsNothing() {
        assertThat(new ShareCodes(key(2)).read(codes.code(new ShareLink(1, 1)))).isEmpty();
    }

    @Test
    void neighboursLookNothingAlike() {
        Set<String> beginnings = new HashSet<>();
        for (long volunteer = 1; volunteer <= 500; volunteer++) {
            beginnings.add(codes.code(new ShareLink(1, volunteer)).substring(0, 6));
        }
        assertThat(beginnings).hasSizeGreaterThan(490);
    }

    private static byte[] key(long seed) {
        byte[] key = new byte[32];
        new Random(seed).nextBytes(key);
        return key;
    }
}
