package org.relais.conversation.words;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.words.PaceWish.Pace;
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
                "You do realise you wrote to me three times today. I should prefer once a week at most.",
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
                "رسالة في الشهر على الأكثر",
                "1 fois par mois ça suffit largement",
                "je répète une fois par mois max",
                "encore !! j'ai dit une fois par mois",
                "une fois par mois ça ira",
                "je reçois trop de messages, un par mois c'est bien",
                "I said once a month",
                "once a month is more than enough",
                "einmal im Monat reicht völlig",
                "una vez al mes me vale",
                "una volta al mese va bene",
                "uma vez por mês chega bem",
                "één keer per maand is ruim genoeg",
                "مرة في الشهر تكفيني"
            })
    void onceAMonth(String text) {
        assertThat(PaceWish.of(text)).contains(new PaceWish(Pace.MONTH, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pouvez-vous m'écrire moins souvent ?",
                "vous m'écrivez beaucoup trop souvent",
                "vous m'écrivez trop souvent",
                "arrêtez de m'envoyer 4 messages d'un coup c'est pénible",
                "juste les trucs importants svp",
                "j'ai dit moins pas rien",
                "you text me far too often",
                "stop sending me four texts at once",
                "I said less, not nothing",
                "Sie schreiben mir viel zu oft",
                "nur wenn es wirklich wichtig ist",
                "ich habe gesagt weniger, nicht nichts",
                "dejen de mandarme tres mensajes de golpe",
                "dije menos, no nada",
                "mi scrivete un po' troppo spesso",
                "ho detto meno, non niente",
                "escrevem vezes demais",
                "disse menos, não nada",
                "jullie sturen me veel te vaak",
                "ik zei minder, niet niets",
                "تكتبون لي كثيرا جدا",
                "moins de messages svp",
                "trop de messages !",
                "ça fait beaucoup de messages là",
                "beaucoup de messages cette semaine",
                "je suis noyé sous les messages",
                "that's a lot of texts for one day",
                "loads of messages this week",
                "me llegan muchos mensajes",
                "me están llegando muchos mensajes",
                "viele Nachrichten heute",
                "mi arrivano tanti messaggi",
                "recebo muitas mensagens",
                "ik krijg veel berichten",
                "تصلني رسائل كثيرة",
                "vous écrivez trop souvent",
                "Vous pourriez écrire moins souvent",
                "un peu moins de messages ce serait bien",
                "too many messages",
                "Je recois beaucoup trop de messages, est ce possible d'en avoir moins s'il vous plait ?",
                "¿Cuántos mensajes envian? Recibo demasiados, menos por favor",
                "weniger schreiben bitte",
                "can I get fewer messages please",
                "posso riceverne meno?",
                "posso receber menos mensagens por favor?",
                "mag ik minder berichten krijgen?",
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

    /** One sentence complains, and another says how often. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sie schreiben mir ein bißchen zu viel. Bitte nur einmal in der Woche",
                "Vous m'envoyez 6 messages d'un coup, c'est beaucoup trop. Un par semaine ça suffit",
                "Too many messages! Once a week please",
                "Demasiados mensajes. Uno por semana",
                "Troppi messaggi. Una volta a settimana",
                "Demasiadas mensagens. Uma vez por semana",
                "Te veel berichten! Eén keer per week",
                "رسائل كثيرة. مرة في الأسبوع"
            })
    void aPaceBesideAComplaintIsNoted(String text) {
        assertThat(PaceWish.of(text)).contains(new PaceWish(PaceWish.Pace.WEEK, false));
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

    /** What says that too much comes, as people type it, and nothing that it could be too much of. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "c'est trop",
                "cest trop",
                "C trop !",
                "ca fait trop",
                "jen ai trop",
                "cest trop souvent",
                "cest trop de messages",
                "vs envoyez trop de msg",
                "pas si souvent svp",
                "it's too much",
                "its too much",
                "thats too many",
                "dont send so many",
                "dont send me so many texts pls",
                "please don't write so often",
                "das ist zu viel",
                "das is zuviel",
                "das sind zu viele Nachrichten",
                "gehts auch seltener",
                "schreibt nicht so viel",
                "son demasiados",
                "no manden tantos mensajes",
                "è troppo",
                "sono troppi",
                "non scrivete cosi spesso",
                "são demasiadas",
                "sao demais",
                "nao enviem tantas mensagens",
                "'t is te veel",
                "tis teveel",
                "stuur niet zo veel",
                "هذا كثير جدا"
            })
    void tooMuchIsAskedAbout(String text) {
        assertThat(PaceWish.of(text)).contains(new PaceWish(null, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "je veux tous les messages",
                "je veux tous les messages comme avant",
                "envoyez-moi tous les messages",
                "all messages again please",
                "I want everything again",
                "send me all your messages",
                "ich möchte wieder alle Nachrichten",
                "alles wieder",
                "quiero todos los mensajes",
                "vorrei tutti i messaggi",
                "quero todas as mensagens",
                "ik wil alle berichten",
                "weer alles",
                "اريد كل الرسائل"
            })
    void everythingAgain(String text) {
        assertThat(PaceWish.of(text)).contains(new PaceWish(null, true));
        assertThat(PaceWish.answering(text)).contains(new PaceWish(null, true));
    }

    /** Which may name what is to come, or what is to end. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tous les messages",
                "all messages",
                "alle Nachrichten",
                "todos los mensajes",
                "tutti i messaggi",
                "todas as mensagens",
                "alle berichten",
                "كل الرسائل"
            })
    void allMessagesByThemselvesWishForNothing(String text) {
        assertThat(PaceWish.of(text)).isEmpty();
        assertThat(PaceWish.answering(text)).isEmpty();
        assertThat(PaceWish.isBare(text)).isTrue();
    }

    /** To the question how often, a pace alone is enough; a complaint is not. */
    @Test
    void anAnswerMaySayLess() {
        assertThat(PaceWish.answering("oui, chaque semaine")).contains(new PaceWish(Pace.WEEK, false));
        assertThat(PaceWish.answering("une fois par semaine ça ira")).contains(new PaceWish(Pace.WEEK, false));
        assertThat(PaceWish.answering("monthly")).contains(new PaceWish(Pace.MONTH, false));
        assertThat(PaceWish.answering("einmal im Monat")).contains(new PaceWish(Pace.MONTH, false));
        assertThat(PaceWish.answering("une fois par semaine c'est trop")).contains(new PaceWish(null, false));
        assertThat(PaceWish.answering("je peux écrire une fois par semaine")).isEmpty();
    }

    /** Nothing for a time that it names, whatever else it says. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "j'ai accouché !! donc je fais une pause de 2 mois",
                "une pause de 2 mois svp",
                "pas de messages pendant 3 semaines",
                "je pars 3 semaines au Portugal, pas de messages pendant ce temps",
                "ne m'écrivez plus pendant deux mois",
                "plus de messages avant janvier svp",
                "merci mais je préfère me désengager pour l'instant",
                "I need a break for 2 months",
                "no messages for three weeks please",
                "please don't text me until January",
                "eine Pause von zwei Monaten bitte",
                "schreibt mir bitte drei Wochen nicht",
                "una pausa de dos meses",
                "no me manden mensajes durante dos semanas",
                "una pausa di un mese",
                "non scrivetemi per due settimane",
                "uma pausa de dois meses",
                "não me enviem nada durante três semanas",
                "een pauze van twee maanden",
                "stuur me twee weken niets",
                "أحتاج استراحة لمدة شهر"
            })
    void aPauseNamesItsTime(String text) {
        assertThat(QuietWish.isPause(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pause",
                "je fais une pause",
                "pas de messages avant 9 h",
                "pas de message la nuit svp",
                "je pars 3 semaines",
                "j'ai pas eu de messages pendant l'été, c'est normal ?",
                "I'm on a break from work",
                "ich habe drei Wochen Urlaub",
                "stop"
            })
    void anythingElseIsNoPause(String text) {
        assertThat(QuietWish.isPause(text)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jamais",
                "Jamais, merci",
                "rien du tout",
                "never",
                "None please",
                "gar nicht",
                "nunca",
                "nada",
                "mai",
                "nenhuma",
                "nooit",
                "0",
                "أبدا"
            })
    void neverRefusesEveryPace(String text) {
        assertThat(PaceWish.isRefused(text)).isTrue();
        assertThat(PaceWish.of(text)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"non", "no", "nein", "oui", "merci", "une fois par mois"})
    void aBareNoRefusesNoneYet(String text) {
        assertThat(PaceWish.isRefused(text)).isFalse();
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
                "cest trop bien vos messages",
                "c'est trop cool",
                "merci beaucoup",
                "sehr gern",
                "zu viel Regen heute",
                "oui",
                "ok"
            })
    void anythingElseIsNone(String text) {
        assertThat(PaceWish.of(text)).isEmpty();
    }
}
