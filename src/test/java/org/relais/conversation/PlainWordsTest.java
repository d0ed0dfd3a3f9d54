package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Inquiry;
import org.relais.conversation.words.ShareWish;
import org.relais.conversation.words.Thanks;
import org.relais.testing.Unit;

/** What people ask and say besides an answer, in every language. */
@Unit
class PlainWordsTest {
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a que hora?", "donde es?", "¿Dónde quedamos?", "c'est où ?", "à quelle heure c'est ?", "when is it?",
                "where do we meet?", "wo ist das?", "um wie viel Uhr?", "a che ora è?", "onde é?", "hoe laat is het?",
                "waar is het?", "أين اللقاء؟",
            })
    void whenAndWhereAreAsked(String text) {
        assertThat(EventInquiry.of(text)).contains(EventInquiry.WHEN_AND_WHERE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"oui", "demain", "où sont mes données ?", "when do you stop writing?", "el sábado", "ok"})
    void otherWordsAskNothingOfAnEvent(String text) {
        assertThat(EventInquiry.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "partager",
                "lien",
                "comment j'invite mes potes",
                "j'veux partager à mes potes",
                "t'as un lien à envoyer",
                "comment ma soeur peut s'inscrire",
                "Ma soeur voudrait s'inscrire aussi, comment faire ?",
                "Comment faire pour inviter ma soeur",
                "je veux inviter ma copine comment je fais",
                "quiero pasarselo a mi amiga Pilar, ¿como lo hago?",
                "pásame el link pa mis colegas",
                "quiero invitar a unos amigos",
                "cómo comparto esto",
                "Kann ich das meiner Schwester schicken?",
                "Kann ich das auch meiner Schwester schicken?",
                "Wie kann ich Freunde einladen?",
                "will das teilen mit freunden",
                "wie teile ich die einladung mit freunden",
                "how do I share this",
                "can my sister join too?",
                "come faccio a invitare i miei amici?",
                "posso mandarlo a mia sorella?",
                "como posso convidar os meus amigos?",
                "hoe kan ik mijn vrienden uitnodigen?",
                "kan ik dit naar mijn zus sturen?",
                "كيف ادعو اصدقائي؟",
                "هل يمكنني ارسال الرابط الى اختي؟",
            })
    void whoWishesToShareIsHeard(String text) {
        assertThat(ShareWish.isIn(text)).isTrue();
        assertThat(Inquiry.isNoStop(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "le lien ne marche pas",
                "c'est quoi ce lien ?",
                "n'envoyez plus rien à ma soeur",
                "stop sending this to my sister",
                "je viens avec ma soeur",
                "no quiero compartir nada",
                "ich teile Ihre Meinung nicht",
                "ma soeur est malade",
                "send me messages",
            })
    void otherWordsWishToShareNothing(String text) {
        assertThat(ShareWish.isIn(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "je reprends les appels",
                "on reprend les appels ?",
                "je peux appeler quand ?",
                "quiero seguir con las llamadas",
                "¿Cuándo puedo llamar?",
                "weiter mit den Anrufen",
                "Ich würd gern wieder anrufen",
                "when can I call?",
                "quando posso chiamare?",
                "quando posso ligar?",
                "wanneer kan ik bellen?",
                "متى يمكنني الاتصال؟",
            })
    void whoWishesToCallIsHeard(String text) {
        assertThat(CallWish.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "je ne veux plus d'appels",
                "no more calls",
                "no quiero llamadas",
                "keine Anrufe mehr",
                "can you call me?",
                "appelez-moi",
                "pas d'appels ce soir",
            })
    void otherWordsWishForNoCalls(String text) {
        assertThat(CallWish.isIn(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gracias guapos",
                "ok",
                "merci",
                "merci à toute l'équipe",
                "thanks a lot",
                "vielen Dank",
                "grazie mille",
                "obrigada",
                "dank u wel",
                "شكرا جزيلا",
            })
    void thanksAreHeard(String text) {
        assertThat(Thanks.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gracias, pero no quiero más", "merci d'arrêter", "no thanks", "ok ?", "bonne journée"})
    void moreThanThanksIsNot(String text) {
        assertThat(Thanks.isIn(text)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "al final si que voy!!|YES",
                "si voy|YES",
                "finalement je viens|YES",
                "finalement je peux venir|YES",
                "doch, ich komme|YES",
                "ich komme doch|YES",
                "ich komme doch nicht|NO",
                "ich kann leider nicht|NO",
                "in the end I can come|YES",
                "alla fine vengo|YES",
                "afinal vou|YES",
                "ik kom toch|YES",
                "ik kom toch niet|NO",
                "no voy a ir|NO",
                "I will not come|NO",
                "I will come|YES",
                "si no voy os aviso|",
                "dites-moi si je peux venir|",
            })
    void anAnswerIsChanged(String text, ReplyMeaning meaning) {
        assertThat(interpreter.meaning(text)).isEqualTo(Optional.ofNullable(meaning));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dame uno",
                "otro",
                "un autre",
                "give me one",
                "noch einen bitte",
                "un altro",
                "mais um",
                "de volgende",
            })
    void theNextOneIsAskedFor(String text) {
        assertThat(interpreter.wantsNext(text)).isTrue();
    }
}
