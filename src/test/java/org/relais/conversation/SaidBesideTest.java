package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relais.testing.Unit;

/** Answers that people give beside what happened, or as they say them to each other, in every language. */
@Unit
class SaidBesideTest {
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "me escapé! voy|YES",
                "encontré canguro!! voy|YES",
                "ya estoy mejor voy|YES",
                "q voyyy|YES",
                "q voy|YES",
                "que voy!!|YES",
                "claro que voy|YES",
                "pero si yo voy!!|YES",
                "ah que sí, que me han cambiado el turno|YES",
                "al final seguro, llueva o no|YES",
                "bueno venga|YES",
                "venga, vale|YES",
                "venga va me has convencido|YES",
                "venga|YES",
                "bueno va|YES",
                "yo tb|YES",
                "yo también|YES",
                "yo sí|YES",
                "yo sí eh|YES",
                "contá conmigo|YES",
                "cuenta conmigo|YES",
                "presente|YES",
                "presente 🙋|YES",
                "ándale sí|YES",
                "de una|YES",
                "de una parce|YES",
                "si a todo|YES",
                "he dicho que sí|YES",
                "que sí, q sí|YES",
                "ya me ha dejado, voy|YES",
                "no me duele, voy|YES",
                "ni de coña me lo pierdo|YES",
                "allí estaré|YES",
                "bueno pos allí estaré|YES",
                "babysitter trouvée !! je viens|YES",
                "je me suis libéré ! je viens|YES",
                "ça va mieux je viens|YES",
                "allez, d'accord|YES",
                "bon allez|YES",
                "moi aussi|YES",
                "moi oui|YES",
                "j'ai dit oui|YES",
                "found a babysitter!! I'm coming|YES",
                "feeling better, I'm coming|YES",
                "oh go on then|YES",
                "me too|YES",
                "I said yes|YES",
                "Babysitter gefunden!! ich komme|YES",
                "mir geht es besser ich komme|YES",
                "na gut|YES",
                "also gut, ja|YES",
                "ich auch|YES",
                "ich habe ja gesagt|YES",
                "ho trovato la babysitter!! vengo|YES",
                "sto meglio, vengo|YES",
                "dai va bene|YES",
                "anch'io|YES",
                "ho detto di sì|YES",
                "arranjei quem fique com os miúdos!! vou|YES",
                "já estou melhor, vou|YES",
                "vá, está bem|YES",
                "eu também|YES",
                "eu disse que sim|YES",
                "oppas gevonden!! ik kom|YES",
                "ik voel me beter, ik kom|YES",
                "nou goed dan|YES",
                "ik ook|YES",
                "ik zei ja|YES",
                "وجدت من يبقى مع الأولاد! سأحضر|YES",
                "انا ايضا|YES",
                "قلت نعم|YES",
            })
    void isAYes(String text, ReplyMeaning expected) {
        assertThat(interpreter.meaning(text)).as(text).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "creo que no|NO",
                "creo q no|NO",
                "con el cambio de hora no podemos ir|NO",
                "ya no iremos, se nos murió el perrito|NO",
                "no, ese finde curro|NO",
                "no, pero gracias|NO",
                "qué va, ese día no|NO",
                "me encantaría pero me pilla trabajando|NO",
                "ese día trabajo|NO",
                "esta semana imposible|NO",
                "no podré ir a nada, estoy enferma|NO",
                "así que no voy claro|NO",
                "parce mejor me quito|NO",
                "ni en pedo|NO",
                "me he roto el pie, no puedo ir|NO",
                "je crois pas|NO",
                "je crois que non|NO",
                "non mais merci|NO",
                "ce jour-là non|NO",
                "je travaille ce jour-là|NO",
                "I don't think so|NO",
                "no but thanks|NO",
                "not that day|NO",
                "I'm working that day|NO",
                "ich glaube nicht|NO",
                "nein aber danke|NO",
                "an dem Tag nicht|NO",
                "an dem Tag arbeite ich|NO",
                "non credo|NO",
                "no ma grazie|NO",
                "quel giorno no|NO",
                "quel giorno lavoro|NO",
                "acho que não|NO",
                "não, mas obrigado|NO",
                "nesse dia não|NO",
                "nesse dia trabalho|NO",
                "ik denk het niet|NO",
                "nee maar bedankt|NO",
                "die dag niet|NO",
                "die dag werk ik|NO",
                "لا أظن|NO",
                "لا ولكن شكرا|NO",
            })
    void isANo(String text, ReplyMeaning expected) {
        assertThat(interpreter.meaning(text)).as(text).contains(expected);
    }

    /** "I think so" is no promise, nor what "igual" begins. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "creo que sí|MAYBE",
                "creo q si|MAYBE",
                "creo que sí podré|MAYBE",
                "igual me apunto, ya veré|MAYBE",
                "igual me apunto|MAYBE",
                "igual voy|MAYBE",
                "igual más adelante|MAYBE",
                "puede que también|MAYBE",
                "puede que vaya|MAYBE",
                "si salgo antes me acerco|MAYBE",
                "si salgo pronto del curro|MAYBE",
                "ni idea|MAYBE",
                "ya veré|MAYBE",
                "bueno, si me pongo buena me paso|MAYBE",
                "si mi jefe me deja voy|MAYBE",
                "voy si encuentro quien me cuide a los niños|MAYBE",
                "je crois que oui|MAYBE",
                "je pense que oui|MAYBE",
                "il se peut que je vienne|MAYBE",
                "si je sors plus tôt je passe|MAYBE",
                "I think so|MAYBE",
                "I may come|MAYBE",
                "no idea yet|MAYBE",
                "ich glaube schon|MAYBE",
                "ich denke ja|MAYBE",
                "kann sein dass ich komme|MAYBE",
                "credo di sì|MAYBE",
                "penso di sì|MAYBE",
                "può essere che venga|MAYBE",
                "acho que sim|MAYBE",
                "é capaz de dar|MAYBE",
                "ik denk het wel|MAYBE",
                "ik denk van wel|MAYBE",
                "kan zijn dat ik kom|MAYBE",
                "أظن نعم|MAYBE",
                "اعتقد نعم|MAYBE",
            })
    void isAPerhaps(String text, ReplyMeaning expected) {
        assertThat(interpreter.meaning(text)).as(text).contains(expected);
    }

    /** Neither, though it has a word of one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "igual que siempre|",
                "no te preocupes|",
                "de una vez por todas|",
                "creo que os habéis equivocado|",
                "I think you are right|",
            })
    void isNeither(String text, @Nullable ReplyMeaning expected) {
        assertThat(interpreter.meaning(text)).as(text).isEqualTo(Optional.ofNullable(expected));
    }
}
