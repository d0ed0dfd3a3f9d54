package org.relais.channel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.MarkedText.Piece;
import org.relais.channel.TextStyle.Kind;
import org.relais.testing.Unit;

@Unit
class MarkedTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2*3*4 et snake_case_name",
                "* une liste",
                "*pas\nsur deux lignes*",
                "***",
                "* pas collé *",
                "fichier *.*",
                "https://exemple.org/_page_/*x*",
                "jean_paul_@exemple.org",
                "un seul * ici",
                "",
            })
    void whatIsNoPairOfMarksStaysAsItIs(String text) {
        assertThat(MarkedText.read(text)).isEqualTo(new MarkedText(text, List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "*gras*, gras",
        "'Un *mot*, _un autre_ et ~rien~.', 'Un mot, un autre et rien.'",
        "*_les deux_*, les deux",
        "*gras et _les deux_*, gras et les deux",
        "(*été* 😀), (été 😀)",
        "*https://exemple.org/a_b*, https://exemple.org/a_b",
    })
    void pairsOfMarksAreTakenOutAndCanBePutBack(String source, String text) {
        MarkedText read = MarkedText.read(source);
        assertThat(read.text()).isEqualTo(text);
        assertThat(read.styles()).isNotEmpty();
        assertThat(read.marked()).isEqualTo(source);
    }

    @Test
    void doubledMarksAreOne() {
        assertThat(MarkedText.read("**gras**").marked()).isEqualTo("*gras*");
    }

    @Test
    void piecesTellAllTheirStyles() {
        assertThat(MarkedText.read("Un *mot _fort_* ici").pieces())
                .containsExactly(
                        new Piece("Un ", List.of()),
                        new Piece("mot ", List.of(Kind.BOLD)),
                        new Piece("fort", List.of(Kind.BOLD, Kind.ITALIC)),
                        new Piece(" ici", List.of()));
    }

    @ParameterizedTest
    @CsvSource({"*Omar*, ∗Omar∗", "a_b, a_b", "https://x.org/_a_, https://x.org/_a_", "_x, ＿x"})
    void aValueHasNoMarks(String value, String literal) {
        assertThat(MarkedText.literal(value)).isEqualTo(literal);
        assertThat(MarkedText.read("*a " + literal + "*").text()).isEqualTo("a " + literal);
    }
}
