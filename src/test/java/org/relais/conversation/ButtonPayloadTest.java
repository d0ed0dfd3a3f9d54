package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class ButtonPayloadTest {

    @Test
    void carriesPartVerbAndArguments() {
        ButtonPayload payload = ButtonPayload.of("call", "result", 42L, "reached");
        assertThat(payload.encode()).isEqualTo("r1:call:result:42:reached");
        assertThat(ButtonPayload.parse(payload.encode())).contains(payload);
        assertThat(payload.id(0)).hasValue(42);
        assertThat(payload.id(1)).isEmpty();
        assertThat(payload.id(7)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "STOP",
                "r1",
                "r1:",
                "r1:call",
                "r1:call:",
                "r2:call:result",
                "r1:Call:result",
                "r1:call:result:",
                "r1:call:result::1",
                "r1:call:result:a b",
                "r1:call:result:é",
                "r1:call:result:1:2:3:4:5",
                "r1:call:result\n",
                " r1:call:result",
                "r1:call:result:'; drop table contact; --"
            })
    void whatIsNotExactlyOfTheSyntaxIsNoPayload(String text) {
        assertThat(ButtonPayload.parse(text)).isEmpty();
    }

    @Test
    void refusesToMakeWhatTelegramWouldNotTake() {
        assertThatThrownBy(() -> ButtonPayload.of("a".repeat(12), "b".repeat(12), "c".repeat(24), "d".repeat(24)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("64 bytes");
    }

    @Property
    void whatWasMadeIsReadBack(@ForAll("payloads") ButtonPayload payload) {
        assertThat(payload.encode().getBytes(StandardCharsets.UTF_8)).hasSizeLessThanOrEqualTo(64);
        assertThat(ButtonPayload.parse(payload.encode())).contains(payload);
    }

    @Property
    void noTextMakesParsingFail(@ForAll String text) {
        assertThat(ButtonPayload.parse(text)).isEmpty();
        assertThat(ButtonPayload.parse("r1:a:b:" + text))
                .satisfies(parsed ->
                        parsed.ifPresent(payload -> assertThat(payload.encode()).isEqualTo("r1:a:b:" + text)));
    }

    @Provide
    Arbitrary<ButtonPayload> payloads() {
        Arbitrary<String> word =
                Arbitraries.strings().withCharRange('a', 'z').ofMinLength(1).ofMaxLength(12);
        Arbitrary<String> argument =
                Arbitraries.strings().withChars("abcXYZ019_-").ofMinLength(1).ofMaxLength(17);
        return Combinators.combine(word, word, argument.list().ofMaxSize(2)).as(ButtonPayload::new);
    }
}
