package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.words.CallEnding;
import org.relais.conversation.words.CallWish;
import org.relais.conversation.words.Companions;
import org.relais.conversation.words.EventInquiry;
import org.relais.conversation.words.Inquiry;
import org.relais.conversation.words.Pleasantry;
import org.relais.conversation.words.ShareWish;
import org.relais.conversation.words.Thanks;
import org.relais.testing.Unit;

/** What people ask and say besides an answer, in every language. */
@Unit
class PlainWordsTest {
    private final ReplyInterpreter interpreter = new ReplyInterpreter();

    /** A yes on a condition is a perhaps; "even if" and "tell me if" are no conditions of it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oui si je finis le boulot avant|MAYBE",
                "Oui je viendrai si quelqu'un peut m'amener|MAYBE",
                "je viens même s'il pleut|YES",
                "oui, dites moi si je dois amener quelque chose|YES",
                "yes if I can leave work early|MAYBE",
                "I'll be there even if it rains|YES",
                "sí, si termino pronto|MAYBE",
                "ja, falls ich rechtzeitig fertig bin|MAYBE",
                "sì, se riesco a liberarmi|MAYBE",
                "sim, se conseguir sair cedo|MAYBE",
                "ja, als ik op tijd klaar ben|MAYBE",
                "نعم اذا استطعت|MAYBE",
                "si il pleut je viens pas|MAYBE",
                "je viendrai pas s'il neige|MAYBE",
                "oui si y a pas de pluie|MAYBE",
                "si llueve no voy|MAYBE",
                "if it rains I won't come|MAYBE",
                "se piove non vengo|MAYBE",
                "se chover não vou|MAYBE",
                "ja, wenn es nicht regnet|MAYBE",
                "ja, als het droog is|MAYBE",
                "نعم اذا لم تمطر|MAYBE",
                "heu si j y serai|YES",
                "j y serai pas|NO",
                "c bon j y serai pas|NO",
                "jy serai pas|NO",
                "non je viens pas|NO",
                "je desiste|NO",
                "bon c oui|YES",
                "ah en fait on rentre plus tot donc je viendrai|YES",
                "como no voy a ir!!|YES",
                "no voy a faltar|YES",
                "no faltare|YES",
                "no asistire|NO",
                "como no voy a poder ir, doy mi plaza|NO",
                "q va era broma voy voy|YES",
                "dejo libre mi plaza|NO",
                "asistire con mucho gusto|YES",
                "pos claro|YES",
                "cuenta cn migo|YES",
            })
    void conditions(String text, ReplyMeaning expected) {
        assertThat(interpreter.meaning(text)).as(text).contains(expected);
    }

    /** What somebody else may do is no perhaps of who writes it. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "peut-être que ma sœur viendra|",
                "ptet ma soeur vient|",
                "maybe my sister can|",
                "quizás mi hermana pueda|",
                "vielleicht kommt meine Schwester|",
                "forse viene mia sorella|",
                "talvez a minha irmã vá|",
                "misschien komt mijn zus|",
                "ربما تأتي أختي|",
                "peut-être, je demande à ma sœur|MAYBE",
                "peut-être avec ma sœur|MAYBE",
                "maybe, my sister is coming so I'm not sure|MAYBE",
                "quizás, si mi hermana puede quedarse con los niños|MAYBE",
                "vielleicht|MAYBE",
            })
    void anothersPerhaps(String text, @Nullable ReplyMeaning expected) {
        assertThat(interpreter.meaning(text)).as(text).isEqualTo(Optional.ofNullable(expected));
    }

    /** What is said for politeness alone. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bonjour !|GREETING",
                "bonne soirée à tous|WISH",
                "désolée pour le retard|SORRY",
                "bravo, super boulot|PRAISE",
                "mdr 😂|LAUGH",
                "hi there, how are you?|GREETING",
                "good luck everyone|WISH",
                "sorry for the late reply|SORRY",
                "well done everyone|PRAISE",
                "mucho ánimo compañeras|WISH",
                "perdón por la demora|SORRY",
                "jajaja|LAUGH",
                "Guten Abend zusammen|GREETING",
                "viel Erfolg euch allen|WISH",
                "buona giornata a tutti|WISH",
                "complimenti, ottimo lavoro|PRAISE",
                "bom dia a todos|GREETING",
                "bonjour à toutes|GREETING",
                "hello everyone!|GREETING",
                "hola a todas|GREETING",
                "Moin zusammen|GREETING",
                "ciao a tutti|GREETING",
                "hoi allemaal|GREETING",
                "مرحبا بالجميع|GREETING",
                "boa sorte pessoal|WISH",
                "goedemorgen allemaal|GREETING",
                "veel succes|WISH",
                "صباح الخير|GREETING",
                "بالتوفيق|WISH",
                "bonjour, c'est quand la fête ?|",
                "désolé je ne peux pas venir|",
                "bonne journée mais arrêtez vos messages|",
                "bravo pour le mépris|",
                "😡|",
            })
    void pleasantries(String text, @Nullable Pleasantry expected) {
        assertThat(Pleasantry.of(text)).as(text).isEqualTo(Optional.ofNullable(expected));
    }

    /** What was asked has been done, in words of their own. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "fait, envoyé à 3 amis|true",
                "je l'ai envoyé à ma sœur|true",
                "c envoyé|true",
                "ya está|true",
                "se lo mandé a mi hermana|true",
                "sent it to my sister|true",
                "hab ich meiner Schwester geschickt|true",
                "fatto, mandato a 3 amici|true",
                "já mandei para a minha irmã|true",
                "doorgestuurd naar mijn zus|true",
                "أرسلتها لأختي|true",
                "pas encore fait|false",
                "je l'ai pas envoyé|false",
                "c'est fait ?|false",
                "je le fais demain|false",
                "todavía no lo mandé|false",
            })
    void done(String text, boolean expected) {
        assertThat(interpreter.isDone(text)).as(text).isEqualTo(expected);
    }

    /** A no about something else than what is asked answers nothing. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "no me respondisteis",
                "no me llego el mensaje",
                "no puedo traerlo",
                "no me escribais antes de las 10",
                "je peux pas l'amener",
                "I can't open it",
                "ich kann es nicht öffnen",
                "non posso aprirlo",
                "não consigo abrir",
                "ik kan het niet openen",
            })
    void aNoAboutSomethingElseIsNoAnswer(String text) {
        assertThat(interpreter.meaning(text)).as(text).isEmpty();
    }

    /** Who only speaks with somebody, asks for a dog or sends somebody in their place brings nobody; one of two is one. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attendez je verifie avec ma femme|2",
                "I'll check with my wife|2",
                "hablo con mi marido y os digo|2",
                "se puede llevar perro?|2",
                "puede ir mi vecina en mi lugar?|2",
                "ma soeur vient a ma place|2",
                "una de mis amigas no puede|1",
                "une de mes copines ne peut pas|1",
                "je viens avec une de mes copines|1",
            })
    void whoComesAlong(String text, int brought) {
        assertThat(Companions.tells(text) ? Companions.brought(text, 2) : 2)
                .as(text)
                .isEqualTo(brought);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ok merci de l'info",
                "ok, thanks for letting me know",
                "vale, gracias por avisar",
                "ok danke für die Info",
                "ok grazie per l'informazione",
                "ok obrigada pela informação",
                "oké bedankt voor de info",
                "تمام شكرا على المعلومات",
            })
    void thanksForWhatWasToldAgreeToNothing(String text) {
        assertThat(Thanks.isFor(text)).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ok merci", "oui merci pour l'info", "gracias"})
    void otherThanks(String text) {
        assertThat(Thanks.isFor(text)).as(text).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "finalement je peux pas désolé",
                "annulez moi svp je me suis trompé de date",
                "zut, empêchement de dernière minute",
                "je vous avais dit oui mais c'est non",
                "I said yes but it's no",
                "me ha salido un imprevisto",
                "ich melde mich ab",
                "mir ist was dazwischengekommen",
                "ho un imprevisto",
                "tive um imprevisto",
                "er is iets tussengekomen",
                "عندي طارئ",
            })
    void takesBack(String text) {
        assertThat(interpreter.meaning(text)).as(text).contains(ReplyMeaning.NO);
        assertThat(interpreter.takesBack(text)).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"je passe", "je passe mon tour", "jpx pas", "samedi je taf", "samedi c mort", "pas ce we"})
    void doesNotCome(String text) {
        assertThat(interpreter.meaning(text)).as(text).contains(ReplyMeaning.NO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dai, ci sono",
                "ci sono",
                "je passerai vite fait",
                "je passe faire un tour",
                "je passe vers 17h",
                "je passe lundi",
                "je passe prendre le café",
                "je suis dispo samedi",
                "bref oui",
                "me paso un rato",
                "passo alle cinque",
                "I'll drop by",
                "ik kom even langs",
            })
    void comes(String text) {
        assertThat(interpreter.meaning(text)).as(text).contains(ReplyMeaning.YES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "je serai peut-être en retard",
                "oui mais j'arriverai un peu plus tard",
                "je viens mais je risque d'être en retard",
                "I may be late",
                "I'll probably be a bit late",
                "yes, running a little late",
                "quizás llegue un poco tarde",
                "voy pero a lo mejor llego tarde",
                "ich komme vielleicht etwas später",
                "ich komme wohl zu spät",
                "forse arrivo in ritardo",
                "arriverò un po' più tardi",
                "talvez chegue atrasada",
                "posso me atrasar",
                "ik kom misschien te laat",
                "ik kom iets later",
                "قد أتأخر",
                "ربما أتأخر قليلا",
            })
    void whoComesLateComes(String text) {
        assertThat(interpreter.meaning(text)).as(text).contains(ReplyMeaning.YES);
        assertThat(interpreter.isLate(text)).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"désolé je réponds en retard", "plus tard", "später", "è tardi", "it is too late", "no, later"})
    void otherWordsAreNotOfComingLate(String text) {
        assertThat(interpreter.isLate(text)).as(text).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ah non, deux",
                "non 4 en fait",
                "ah non, que deux",
                "ah no, dos",
                "no perdón, cuatro",
                "no, only two",
                "oh no, three",
                "nein, zwei",
                "ah nein, nur zwei",
                "no, solo due",
                "ah não, dois",
                "nee, twee",
                "لا، ثلاثة",
            })
    void anotherNumberIsNoNo(String text) {
        assertThat(Companions.isCorrection(text)).as(text).isTrue();
        assertThat(interpreter.meaning(text)).as(text).contains(ReplyMeaning.YES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "non",
                "no one",
                "non merci",
                "deux",
                "non, un chien",
                "no 2 messages a week please",
                "non, demain"
            })
    void aNoIsNoNumber(String text) {
        assertThat(Companions.isCorrection(text)).as(text).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "les deux me vont|YES",
                "les deux ça me va|YES",
                "les deux|YES",
                "ok pour les deux|YES",
                "je peux pour les deux|YES",
                "both work for me|YES",
                "both are fine|YES",
                "I can do both|YES",
                "los dos me van bien|YES",
                "me apunto a las dos|YES",
                "beides passt mir|YES",
                "passt mir beides|YES",
                "ich komme zu beiden|YES",
                "mi vanno bene entrambi|YES",
                "tutti e due|YES",
                "tutte e due le date mi vanno bene|YES",
                "servem-me os dois|YES",
                "beide passen me|YES",
                "kan ik allebei|YES",
                "كلاهما يناسبني|YES",
                "ni l'un ni l'autre|NO",
                "neither of them|NO",
                "ninguno de los dos|NO",
                "keins von beiden|NO",
                "nessuno dei due|NO",
                "nenhum dos dois|NO",
                "geen van beide|NO",
                "لا هذا ولا ذاك|NO",
                "non aux deux|NO",
            })
    void toBoth(String text, ReplyMeaning meaning) {
        assertThat(AnswerToAll.toAll(text, 2)).as(text).contains(meaning);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"les deux ?", "oui", "tout", "both of my kids are ill", "les deux messages sont trop longs"})
    void notToBoth(String text) {
        assertThat(AnswerToAll.toAll(text, 2)).as(text).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "RETOUR",
                "retour svp",
                "Question précédente",
                "je veux revenir en arrière",
                "retourner à la question d'avant",
                "BACK",
                "go back please",
                "can I go back?",
                "to the previous question",
                "ATRÁS",
                "volver atrás",
                "la anterior",
                "quiero volver a la pregunta anterior",
                "ZURÜCK",
                "zurueck",
                "eine Frage zurück",
                "nochmal zurück bitte",
                "zur vorherigen Frage",
                "INDIETRO",
                "torna alla domanda precedente",
                "vorrei tornare indietro",
                "VOLTAR",
                "pra trás",
                "quero voltar à pergunta anterior",
                "TERUG",
                "een vraag terug",
                "naar de vorige vraag",
                "رجوع",
                "العودة إلى السؤال السابق",
                "back.",
                "/back",
            })
    void oneStepBack(String text) {
        assertThat(interpreter.dialogueWord(text)).as(text).contains(DialogueWord.BACK);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a que hora?", "donde es?", "¿Dónde quedamos?", "c'est où ?", "à quelle heure c'est ?", "when is it?",
                "where do we meet?", "wo ist das?", "um wie viel Uhr?", "a che ora è?", "onde é?", "hoe laat is het?",
                "waar is het?", "أين اللقاء؟", "c'est loin ?", "ça dure combien de temps ?", "quanto dura?",
                        "¿cuánto dura?",
                "wie lange dauert das?", "hoe lang duurt het?",
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
        assertThat(CallWish.asksNext(text)).as(text).isTrue();
    }

    /** Between the yes to a call list and its first card, and after a result. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "c'est bon envoyez",
                "je suis prête à appeler",
                "qui j'appelle ?",
                "et maintenant ?",
                "je commence quand",
                "je fais quoi maintenant ?",
                "à qui le tour ?",
                "vale, a quién llamo",
                "¿y ahora qué?",
                "listo, mándame el número",
                "los geht's, wen rufe ich an",
                "und jetzt?",
                "wer ist der nächste?",
                "who do I call?",
                "now what?",
                "ok send it over",
                "chi devo chiamare?",
                "e adesso?",
                "quem é que eu ligo agora",
                "e agora?",
                "wie moet ik bellen?",
                "wat nu?",
                "بمن أتصل؟",
                "والآن؟",
            })
    void whomToCallIsAsked(String text) {
        assertThat(CallWish.asksNext(text)).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "je ne suis pas prête",
                "je veux faire une pause",
                "qui êtes-vous ?",
                "no more calls",
                "who are you?",
                "ya no llamo más",
                "ich will nicht mehr",
                "basta",
                "ik ben niet klaar",
            })
    void otherWordsAskForNobodyToCall(String text) {
        assertThat(CallWish.asksNext(text)).as(text).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "elle décroche pas|NO_ANSWER",
                "ça sonne dans le vide|NO_ANSWER",
                "il n'y a personne au bout|NO_ANSWER",
                "j'arrive pas à la joindre|NO_ANSWER",
                "son téléphone est éteint|NO_ANSWER",
                "me salta el buzón|NO_ANSWER",
                "no lo coge|NO_ANSWER",
                "geht keiner ran|NO_ANSWER",
                "habe auf den AB gesprochen|NO_ANSWER",
                "she's not picking up|NO_ANSWER",
                "rang out|NO_ANSWER",
                "non c'è nessuno|NO_ANSWER",
                "só chama|NO_ANSWER",
                "er neemt niemand op|NO_ANSWER",
                "الهاتف مغلق|NO_ANSWER",
                "il m'a raccroché au nez|REFUSED",
                "elle m'a envoyée promener|REFUSED",
                "ça l'intéresse pas|REFUSED",
                "no quiso hablar|REFUSED",
                "hat mich abgewimmelt|REFUSED",
                "wouldn't talk to me|REFUSED",
                "mi ha chiuso il telefono in faccia|REFUSED",
                "ele desligou na minha cara|REFUSED",
                "gooide de hoorn erop|REFUSED",
                "قطع علي|REFUSED",
                "faux numéro|WRONG_NUMBER",
                "c'est plus son numéro|WRONG_NUMBER",
                "el número no funciona|WRONG_NUMBER",
                "die Nummer gibt's nicht|WRONG_NUMBER",
                "not her number anymore|WRONG_NUMBER",
                "ha risposto un'altra persona|WRONG_NUMBER",
                "é outra pessoa|WRONG_NUMBER",
                "iemand anders nam op|WRONG_NUMBER",
                "ليس رقمها|WRONG_NUMBER",
            })
    void howACallEnded(String text, CallEnding ending) {
        assertThat(CallEnding.of(text)).as(text).contains(ending);
        assertThat(interpreter.report(text)).as(text).contains(CallReport.RESULT);
    }

    /** "She told me" is no wish of whoever writes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "elle veut plus qu'on l'appelle",
                "elle dit de plus appeler",
                "il m'a dit d'arrêter de l'appeler",
                "me dijo que no la llamemos más",
                "sagt wir sollen nicht mehr anrufen",
                "told me never to call again",
                "ha detto di non chiamare più",
                "disse para não ligar mais",
                "zegt dat we niet meer mogen bellen",
                "قالت لا تتصلوا مرة أخرى",
            })
    void thePersonCalledWishesNoMoreCalls(String text) {
        assertThat(interpreter.report(text)).as(text).contains(CallReport.REMOVAL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop calling me",
                "ne m'appelez plus",
                "je veux plus qu'on m'appelle",
                "no me llamen más",
                "she told me to stop writing to you, so remove me"
            })
    void whoeverWritesForThemselves(String text) {
        assertThat(interpreter.report(text)).as(text).isNotEqualTo(Optional.of(CallReport.REMOVAL));
    }

    /** How many they bring, where they had said one before. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "je viens avec ma sœur|1",
                "je viens avec ma petite sœur et deux copains|3",
                "on sera trois|2",
                "ah non, deux|1",
                "+2|2",
                "et mon mari il peut venir aussi ?|2",
                "je viens avec mes enfants|2",
                "je ne viens pas seule|1",
                "finalement je viens toute seule|0",
                "ma sœur ne vient plus|0",
                "je viens sans mon mari|0",
                "voy con dos amigos|2",
                "no, voy con mi hermana|1",
                "somos cinco|4",
                "no voy sola|1",
                "I'm bringing two friends|2",
                "plus one|1",
                "just me|0",
                "voy solo, gracias|0",
                "voy solo el sábado|1",
                "vengo solo sabato|1",
                "wir kommen zu dritt|2",
                "ich bringe drei Kollegen mit|3",
                "vengo con mia sorella e due amiche|3",
                "vou com a minha irmã|1",
                "we komen met z'n drieën|2",
                "سنكون ثلاثة|2",
                "oui je viens|1",
            })
    void companionsAreCounted(String text, int brought) {
        assertThat(Companions.brought(text, 1)).as(text).isEqualTo(brought);
    }
}
