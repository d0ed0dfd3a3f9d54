package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.Unit;

@Unit
class NumberWordsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "es|cuatro|4",
                "es|somos cuatro y el perro|4",
                "es|seremos veintidós|22",
                "es|una persona|1",
                "es|un perro y cuatro personas|4",
                "fr|quatre|4",
                "fr|environ dix|10",
                "fr|une dizaine|10",
                "fr|vingt et un|21",
                "fr|soixante-dix|70",
                "fr|septante|70",
                "fr|juste une|1",
                "en|there will be four of us|4",
                "en|about a dozen|12",
                "en|twenty-three|23",
                "en|just one person|1",
                "de|vier|4",
                "de|wir sind zu viert|4",
                "de|fünfundzwanzig|25",
                "it|saremo in sette|7",
                "it|ventuno|21",
                "pt|somos três|3",
                "pt|duas|2",
                "nl|we komen met z'n vieren|4",
                "nl|eenentwintig|21",
                "nl|zes|6",
                "ar|أربعة|4",
                "ar|نحن خمسة أشخاص|5",
                "fr|cuatro|4",
                "es|vier|4",
            })
    void oneIsRead(String language, String text, BigDecimal number) {
        assertThat(NumberWords.of(text, List.of(language))).containsExactly(number);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "es|no lo sé",
                "es|un momento",
                "fr|une question : c’est pour quoi ?",
                "fr|très bien, merci beaucoup",
                "en|only once in a while",
                "pt|não sei ainda",
                "de|eine gute Idee",
                "nl|een momentje",
            })
    void otherWordsAreNone(String language, String text) {
        assertThat(NumberWords.of(text, List.of(language))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"es|dos o tres", "fr|entre cinq et dix", "de|zwei oder drei", "en|five, maybe six"})
    void twoAreTwo(String language, String text) {
        assertThat(NumberWords.of(text, List.of(language))).hasSize(2);
    }
}
