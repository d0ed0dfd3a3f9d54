package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class SlipTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oups mauvaise conversation",
                "désolé je me suis trompé de groupe",
                "pardon c'était pour ma sœur",
                "oublie, message pas pour vous",
                "wrong chat sorry",
                "oops, wrong group!",
                "sorry wrong person, meant for my sister",
                "me equivoqué de chat",
                "uy perdón era para mi hermana",
                "perdón, grupo equivocado",
                "ups falscher Chat",
                "sorry war für meine Schwester",
                "ho sbagliato gruppo scusate",
                "ops conversa errada",
                "enganei-me no grupo",
                "oeps verkeerde chat",
                "عفوا محادثة خاطئة"
            })
    void whatWasMeantForSomebodyElse(String text) {
        assertThat(Slip.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mauvais numéro",
                "vous vous êtes trompé de personne",
                "oups STOP je me suis trompée de groupe",
                "mauvaise conversation, retirez-moi",
                "je me suis trompé",
                "wrong number",
                "wrong person",
                "wrong chat? who is this",
                "wrong group, take me off",
                "se ha equivocado de persona",
                "chat equivocado, no quiero estar aquí",
                "falsche Nummer",
                "vertippt",
                "sent by mistake",
                "désolé",
                "pardon"
            })
    void whatMayBeMeantForUs(String text) {
        assertThat(Slip.isIn(text)).isFalse();
    }
}
