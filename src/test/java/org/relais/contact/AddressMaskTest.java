package org.relais.contact;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

/** What is hidden from those who may not see addresses, and what stays as it is. */
@Unit
class AddressMaskTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "+33612345678|••••78",
                "+33 6 12 34 56 78|+••••78",
                "appelez le 06.12.34.56.78 ce soir|appelez le ••••78 ce soir",
                "06-12-34-56-78|••••78",
                "06/12/34/56/78|••••78",
                "06,12,34,56,78|••••78",
                "06_12_34_56_78|••••78",
                "(0)6 12 (34) 56 78|(••••78",
                "0612345678SVP|••••78SVP",
                "tél0612345678|tél••••78",
                "٠٦١٢٣٤٥٦٧٨|••••٧٨",
                "FR.13491208655302741918|FR.••••18",
                "https://wa.me/33612345678|https://wa.me/••••78",
                "sur Telegram @lea_martin merci|sur Telegram @•••• merci",
                "t.me/lea_martin|t.me/••••",
                "T.Me/lea_martin|T.Me/••••",
                "https%3A%2F%2Ft.me%2Flea_martin|https%3A%2F%2Ft.me%2F••••",
                "tg://resolve?domain=lea_martin|tg://resolve?domain=••••",
                "tg://resolve?start=a&Domain=lea_martin|tg://resolve?start=a&Domain=••••",
                "tg%3A%2F%2Fresolve%3Fdomain%3Dlea_martin|tg%3A%2F%2Fresolve%3Fdomain%3D••••",
                "2012/345 678|••••78",
                "06 2012/345|••••45",
                "lea.martin@exemple.org|••••"
            })
    void addressesInTextsAreHidden(String text, String masked) {
        assertThat(AddressMask.in(text).replace("+••••", "••••"))
                .as("whatever stands in front")
                .isEqualTo(masked.replace("+••••", "••••"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "samedi 28 novembre 2026 à 14:30",
                "28 nov. 2026, 16:02",
                "28/11/2026",
                "28.11.2026",
                "2026-11-28",
                "2026-11-28T16:02:00.123456Z",
                "la saison 2025-2026",
                "Le règlement (UE) 2024/900 le demande",
                "Regulation (EU) 2016/679, article 6",
                "2022/2065.",
                "12\u202f345\u202f678 personnes",
                "12,345,678 people",
                "12 rue des Lilas, 75011",
                "3 à 5 places",
                "@RelaisEssaiBot",
                "https://t.me/RelaisEssaiBot?start=a1b2"
            })
    void whatIsNoAddressStays(String text) {
        assertThat(AddressMask.in(text)).isEqualTo(text);
    }

    @Test
    void linksKeepTheirCodesAndLoseTheirNumbers() {
        assertThat(AddressMask.inLink("/console/asset/console.a12345678f.css"))
                .isEqualTo("/console/asset/console.a12345678f.css");
        assertThat(AddressMask.inLink("tel:+33612345678")).doesNotContain("12345");
        assertThat(AddressMask.inLink("?q=%2B33612345678")).doesNotContain("12345");
        assertThat(AddressMask.inLink("?q=06%2012%2034%2056%2078")).doesNotContain("12%2034");
    }

    @Test
    void shortIdentifiersShowNothing() {
        assertThat(AddressMask.of("123456")).isEqualTo("••••");
        assertThat(AddressMask.of("1234567")).isEqualTo("••••67");
        assertThat(new AddressId("telegram", new AddressKind("chat"), "12").toString())
                .isEqualTo("telegram:••••");
    }

    @Test
    void documentsAreMaskedThroughout() {
        JsonObject masked = AddressMask.in(new JsonObject()
                .put("id", 1234567890123L)
                .put("next", "12345678")
                .put("at", "2026-11-28T16:02:00Z")
                .put("hash", "12345678".repeat(8))
                .put("identifier", "4711")
                .put("0612345678", "x")
                .put("all", new JsonArray().add("06 12 34 56 78").add(new JsonObject().put("text", "@lea_martin"))));
        assertThat(masked)
                .isEqualTo(new JsonObject()
                        .put("id", 1234567890123L)
                        .put("next", "12345678")
                        .put("at", "2026-11-28T16:02:00Z")
                        .put("hash", "12345678".repeat(8))
                        .put("identifier", "••••")
                        .put("••••78", "x")
                        .put("all", new JsonArray().add("••••78").add(new JsonObject().put("text", "@••••"))));
    }

    /** What somebody wrote, and pictures in the page's own data: neither the time nor the stack grows out of proportion. */
    @ParameterizedTest
    @ValueSource(
            strings = {"a", "7", "7 ", "7-", "1,", "111,", "a.", "a@", "@a", "-", "2024/", "%20", "t.me/", "\u0667"})
    void aLongTextIsReadAFewTimesOnly(String unit) {
        for (Pattern pattern : List.of(AddressMask.IN_TEXT, AddressMask.IN_LINK)) {
            CountedText text = new CountedText(unit.repeat(50_000 / unit.length()) + "!");
            Matcher matcher = pattern.matcher(text);
            while (matcher.find()) {
                assertThat(matcher.end()).isGreaterThan(matcher.start());
            }
            assertThat(text.reads).as("%s by %s", unit, pattern).isBetween(50_000L, 50_000L * 100);
        }
    }

    @Test
    void whatFollowsAnythingElseIsHiddenToo() {
        assertThat(AddressMask.in("28.11.2026.lea@exemple.org")).isEqualTo("28.11.2026••••");
        assertThat(AddressMask.in("@lea_martin.lea@exemple.org")).isEqualTo("@••••••••");
        assertThat(AddressMask.in("lea@paul@exemple.org")).doesNotContain("paul");
        assertThat(AddressMask.in("9".repeat(500))).matches("(?:••••99){2}9{0,100}|(?:••••99){3}");
    }

    private static final class CountedText implements CharSequence {
        private final String text;
        private long reads;

        private CountedText(String text) {
            this.text = text;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            reads++;
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
