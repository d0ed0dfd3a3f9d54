package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.relais.channel.Button;
import org.relais.channel.OutboundMessage;
import org.relais.testing.Unit;

/** What holds for every text that people may write. */
@Unit
class TemplatePropertyTest {

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> pieces = Arbitraries.of(
                "Bonjour ",
                "à tous. ",
                "How are you? ",
                "مرحبا بكم. ",
                "你好。",
                "👩‍👩‍👧‍👦",
                "🇫🇷",
                "e\u0301",
                "\n",
                "\n\n",
                "  ",
                "{{",
                "}}",
                "{{name|x}}",
                "\\{{",
                "a",
                "M. Dupont ",
                "3.5 ",
                "\u202e",
                "\u0000",
                "https://example.org/a?b ",
                "!",
                "…");
        return pieces.list().ofMaxSize(60).map(list -> String.join("", list));
    }

    @Property(tries = 500)
    void aSplitTextLosesNothingAndCutsNoCharacter(
            @ForAll("texts") String text, @ForAll @IntRange(min = 2, max = 120) int limit) {
        List<String> parts = TextSplitter.split(text, limit, "fr");
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.length()).isBetween(1, limit);
            assertThat(part).isEqualTo(part.strip());
            assertThat(part.codePoints().noneMatch(point -> point >= 0xD800 && point <= 0xDFFF))
                    .isTrue();
        });
        assertThat(bare(String.join("", parts))).isEqualTo(bare(text));
    }

    @Property(tries = 500)
    void cutsFallBetweenGraphemesWhereTheyFit(@ForAll("texts") String text) {
        // The longest grapheme of the generator, a family of four, has 11 units; a run of joined ones stays below 40.
        String stripped = text.strip();
        Set<Integer> boundaries = new HashSet<>();
        BreakIterator graphemes = BreakIterator.getCharacterInstance(ULocale.ROOT);
        graphemes.setText(stripped);
        for (int at = graphemes.first(); at != BreakIterator.DONE; at = graphemes.next()) {
            boundaries.add(at);
        }
        int from = 0;
        for (String part : TextSplitter.split(text, 40, null)) {
            int at = stripped.indexOf(part, from);
            assertThat(at).isGreaterThanOrEqualTo(from);
            assertThat(boundaries).contains(at);
            from = at + part.length();
        }
    }

    @Property(tries = 500)
    void whateverIsRenderedFitsCarriesTheMentionAndHoldsNoHalfCharacter(
            @ForAll("texts") String body, @ForAll("texts") String name, @ForAll boolean whatsapp) {
        MessageSpec spec = MessageSpec.of("fr", body);
        MessageSpec composed = new MessageSpec("fr", spec.bodies(), List.of(), null, null, null, true, Map.of(), null);
        Rendering rendering = new Renderer()
                .render(
                        composed,
                        Samples.subscriber(name, "fr"),
                        Samples.LETTERHEAD,
                        whatsapp ? Samples.WHATSAPP : Samples.TELEGRAM,
                        true);
        if (rendering instanceof Rendering.Message message) {
            assertThat(message.length()).isLessThanOrEqualTo(message.limit());
            assertThat(message.text())
                    .contains("répondez STOP")
                    .startsWith(clean(body).strip());
            assertThat(((OutboundMessage.Text) message.message()).text()).isEqualTo(message.text());
        } else {
            assertThat(clean(body).isBlank()).isTrue();
        }
    }

    @Property(tries = 500)
    void aNameNeverBreaksOutOfItsPlace(@ForAll("texts") String name) {
        String cleaned = PersonalText.clean(name);
        assertThat(cleaned).hasSizeLessThanOrEqualTo(PersonalText.LONGEST);
        assertThat(cleaned.codePoints().noneMatch(Character::isISOControl)).isTrue();
        assertThat(cleaned).doesNotContain("\u202e", "\u2066", "\u2068", "\u2069", "\n");
        assertThat(PersonalText.clean(cleaned)).isEqualTo(cleaned);
    }

    @Property(tries = 300)
    void whatIsStoredIsReadBackAsItWas(
            @ForAll("texts") String body, @ForAll boolean mention, @ForAll @IntRange(min = 0, max = 3) int buttons) {
        MessageSpec spec = new MessageSpec(
                "fr",
                Map.of("fr", TextTemplate.literal("x" + clean(body) + "x")),
                java.util.stream.IntStream.range(0, buttons)
                        .<SpecButton>mapToObj(at -> new SpecButton.Reply(Map.of("fr", "B" + at), "p" + at))
                        .toList(),
                null,
                null,
                null,
                mention,
                Map.of(),
                null);
        JsonObject stored = new JsonObject(MessageSpecCodec.encode(spec).encode());
        MessageSpec read = MessageSpecCodec.decode(stored);
        assertThat(read).isEqualTo(spec);
        Rendering.Message message = (Rendering.Message)
                new Renderer().render(read, Samples.replyTo("Z", "fr"), Samples.LETTERHEAD, Samples.TELEGRAM, true);
        assertThat(((OutboundMessage.Text) message.message()).buttons())
                .hasSize(buttons)
                .allMatch(Button.Reply.class::isInstance);
    }

    private static String clean(String text) {
        return text.replace("\u0000", "");
    }

    private static String bare(String text) {
        return text.codePoints()
                .filter(point -> !Character.isWhitespace(point))
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
