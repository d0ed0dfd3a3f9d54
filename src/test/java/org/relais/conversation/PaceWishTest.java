package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.PaceWish.Pace;
import org.relais.testing.Unit;

@Unit
class PaceWishTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Une fois par semaine (max)",
                "un seul message par semaine ça suffirait",
                "pas plus d'1 message par semaine svp",
                "Moins de messages, une fois par semaine",
                "not more than one message a week",
                "One text a week is plenty",
                "max 1 msg per week pls",
                "einmal pro Woche reicht",
                "Bitte nur eine Nachricht pro Woche",
                "un mensaje por semana como máximo",
                "con una vez a la semana basta",
                "una volta a settimana basta",
                "al massimo un messaggio a settimana per favore",
                "uma vez por semana chega",
                "no máximo uma mensagem por semana",
                "één bericht per week is genoeg",
                "maximaal een keer per week aub",
                "رسالة واحدة في الأسبوع تكفي"
            })
    void onceAWeek(String text) {
        assertThat(PaceWish.of(text)).contains(new PaceWish(Pace.WEEK, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pas plus d'un message par mois",
                "max one message per month",
                "höchstens eine Nachricht im Monat",
                "un mensaje al mes es suficiente",
                "massimo un messaggio al mese",
                "uma mensagem por mês no máximo",
                "niet meer dan één bericht per maand",
                "رسالة في الشهر على الأكثر"
            })
    void onceAMonth(String text) {
        assertThat(PaceWish.of(text)).contains(new PaceWish(Pace.MONTH, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "moins de messages svp",
                "trop de messages !",
                "vous écrivez trop souvent",
                "Vous pourriez écrire moins souvent",
                "un peu moins de messages ce serait bien",
                "too many messages",
                "once a week please",
                "could you write less often?",
                "fewer texts please",
                "weniger Nachrichten bitte",
                "zu viele Nachrichten",
                "menos mensajes por favor",
                "demasiados mensajes",
                "meno messaggi per favore",
                "troppi messaggi",
                "menos mensagens por favor",
                "demasiadas mensagens",
                "minder berichten aub",
                "te veel berichten",
                "رسائل كثيرة",
                "I'm getting too many messages",
                "on peut avoir moins de messages ?"
            })
    void lessIsAskedAbout(String text) {
        assertThat(PaceWish.of(text)).contains(new PaceWish(null, false));
    }

    /** What complains of a week or a month is no agreement to it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Un message par semaine, c'est trop",
                "une fois par semaine c'est encore trop",
                "un message par mois c'est beaucoup",
                "Once a week is too often",
                "Weekly is too often",
                "one message a week is too much",
                "one message a month, that's a lot",
                "einmal pro Woche ist zu oft",
                "eine Nachricht pro Woche ist zu viel",
                "una vez a la semana es demasiado",
                "un mensaje por semana es mucho",
                "una volta a settimana è troppo spesso",
                "un messaggio al mese è troppo",
                "uma vez por semana é demais",
                "uma mensagem por semana é muito",
                "één keer per week is te vaak",
                "een bericht per week is te veel",
                "رسالة في الأسبوع كثير"
            })
    void aComplaintIsNoAgreement(String text) {
        assertThat(PaceWish.of(text)).contains(new PaceWish(null, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "tous les messages",
                "je veux tous les messages comme avant",
                "all messages again please",
                "alle Nachrichten",
                "todos los mensajes",
                "tutti i messaggi",
                "todas as mensagens",
                "alle berichten",
                "كل الرسائل"
            })
    void everythingAgain(String text) {
        assertThat(PaceWish.of(text)).contains(new PaceWish(null, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "une fois par semaine",
                "je peux aider une fois par semaine",
                "je suis là une fois par mois maximum pour distribuer",
                "merci pour vos messages",
                "once a week I help at the food bank",
                "I can come twice a week",
                "combien de messages par semaine ?",
                "how many messages per week?",
                "trop de monde à la réunion",
                "moins de tracts cette fois",
                "je veux plus d'un message par semaine",
                "more messages please",
                "jede Woche eine Versammlung",
                "j'ai lu tous les messages du groupe",
                "I can write once a week",
                "I can send one message a week",
                "on peut écrire une fois par semaine",
                "on peut envoyer un message par semaine",
                "Ich kann einmal pro Woche schreiben",
                "Ich kann eine Nachricht pro Woche schreiben",
                "puedo escribir un mensaje por semana",
                "posso scrivere una volta a settimana",
                "posso escrever uma mensagem por semana",
                "ik kan een keer per week schrijven",
                "ik schrijf een bericht per week",
                "I got all of your messages, thanks",
                "c'est trop bien",
                "oui",
                "ok"
            })
    void anythingElseIsNone(String text) {
        assertThat(PaceWish.of(text)).isEmpty();
    }
}
