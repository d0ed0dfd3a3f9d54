package org.relais.consent.stopword;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class StopDetectorTest {
    private static final StopDetector DETECTOR = StopDetector.load();

    @Test
    void theVerdictNamesRuleAndLanguage() {
        Verdict verdict = DETECTOR.detect("Laissez-moi tranquille !");
        assertThat(verdict.intent()).isEqualTo(Intent.OPT_OUT);
        assertThat(verdict.rule()).isEqualTo("leave me alone");
        assertThat(verdict.language()).isEqualTo("fr");
        assertThat(DETECTOR.detect("STOP").language()).isNull();
    }

    @Test
    void oneMessageMayExerciseSeveralRights() {
        assertThat(DETECTOR.detect("Qui vous a donné mon numéro ? Effacez mes données.")
                        .rights())
                .containsExactlyInAnyOrder(RightsKind.ORIGIN, RightsKind.ERASURE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"nomas mensajes", "nomoretexts", "plusde messages svp", "darmedebaja", "keinenachrichten mehr"})
    void aKeywordIsAStopAlsoWhereItsWordsAreWrittenTogether(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "con todo el cariño del mundo, me borro",
                "bueno pues me borro",
                "tante belle cose a tutti, mi cancello",
                "dai basta stop",
                "bon stop là",
                "nogmaals stop sorry",
                "مرة ثانية ستوب آسف"
            })
    void aKeywordIsAStopBehindOtherWords(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plus rien svp je pars en voyage",
                "nada más por favor, me voy de viaje",
                "vous me saoulez avec ce vide grenier",
                "Non merci, et pas la peine de me relancer pour ça",
                "en navidades no me escribais q estoy fuera",
                "no me escriban al otro número",
                "je suis la fille de Monique, elle est décédée"
            })
    void aReasonBehindItATimeOrOneThingAloneIsAskedAbout(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.HOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mon père est mort hier, je ne pourrai rien faire",
                "ha muerto mi padre",
                "my nan passed away last night",
                "meine Oma ist heute Nacht gestorben",
                "stanotte è mancata mia nonna",
                "mijn oma is vannacht gestorven",
                "a minha avó faleceu esta noite",
                "ماتت جدتي الليلة",
                "no me molestáis",
                "no me molesta para nada",
                "non ça me dérange pas",
                "ihr stört mich gar nicht",
                "el celu se me apagó",
                "gracias por vuestra paciencia",
                "no me escribáis en catalán porfa",
                "vous faites des cours de français ?",
                "no necesito nada más gracias"
            })
    void newsOfADeathThanksAndWhoIsNotDisturbedAreOrdinary(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.NONE);
    }

    @Test
    void anEmojiOfAWomanOrAManIsThatEmoji() {
        assertThat(DETECTOR.detect("🙅\u200d♂️")).isEqualTo(DETECTOR.detect("🙅"));
        assertThat(DETECTOR.affirmation("🙅\u200d♀️")).isEqualTo(DETECTOR.affirmation("🙅"));
    }

    /** "Never" and "begin" are one word where the hamza is left out, so neither subscribes anybody. */
    @ParameterizedTest
    @ValueSource(strings = {"أبدا", "ابدا", "أبداً"})
    void neverIsNoStart(String text) {
        assertThat(DETECTOR.detect(text).intent()).isNotEqualTo(Intent.OPT_IN);
    }

    @Test
    void guardsLeaveTheRestOfTheMessageAlone() {
        assertThat(DETECTOR.detect("L'arrêt de bus est fermé. STOP").intent()).isEqualTo(Intent.OPT_OUT);
        assertThat(DETECTOR.detect("Mon voisin dit stop. Et moi aussi : ne m'écrivez plus")
                        .intent())
                .isEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STOP 36180",
                "stop au 36 180 svp",
                "STOP36180",
                "Bonjour, STOP 38888, merci",
                "36180 stop svp",
                "iptal",
                "ABONELİKTEN ÇIK",
                "Dzień dobry, proszę mnie wypisać",
                "dezabonare",
                "Пожалуйста, отпишите меня",
                "будь ласка, не пишіть мені",
                "谢谢，退订",
                "別再發了"
            })
    void aKeywordIsAStopWithAShortCodeAndInLanguagesWithoutSentences(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Comment me désabonner ?",
                "Comment les gens peuvent se désinscrire ?",
                "c'est quoi le code pour se désabonner",
                "is there any link to opt out?",
                "¿Hay alguna manera de darse de baja?",
                "C'è un modo per disiscriversi?",
                "Tem algum jeito de sair da lista?",
                "Gibt es einen Weg mich abzumelden?",
                "il suffit d'envoyer stop pour se désabonner ?",
                "How do I unsubscribe?",
                "¿Cómo me doy de baja?",
                "Wie kann ich mich abmelden?",
                "Come faccio a disiscrivermi?",
                "Como faço para sair da lista?",
                "Hoe kan ik me afmelden?",
                "كيف ألغي الاشتراك؟"
            })
    void whoAsksHowToLeaveIsAskedWhetherTheyWish(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.HOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Envoyez-moi plus de messages",
                "Je veux recevoir plus de messages",
                "quiero recibir más mensajes para compartir",
                "send me more messages like this",
                "Ça veut dire quoi STOP en bas du tract ?",
                "Why does the flyer say reply STOP?",
                "Pourquoi on écrit STOP en bas du message ?",
                "quelqu'un m'a répondu stop, je fais quoi ?"
            })
    void whoWantsMoreOrSpeaksOfTheWordDoesNotStop(String text) {
        assertThat(DETECTOR.detect(text).intent()).isNotEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ما تبقاوش تصيفطو ليا الميساجات",
                "متبعتوليش رسايل تاني",
                "لا عاد ترسلون لي شي",
                "حيدو رقمي من اللائحة عافاكم",
                "baraka mn had les messages",
                "ارجو عدم ازعاجي",
                "matsiftouliyach walou",
                "battalo teb3atouli rasayel"
            })
    void dialectsOfTheMaghrebAndOfEgyptAreHeardInBothScripts(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "vos gueules",
                "Halt die Klappe!",
                "stai zitto",
                "callaos ya",
                "cala a boca",
                "hou je mond",
                "shut up"
            })
    void whoTellsUsToBeSilentStops(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mdr stop",
                "stop lol",
                "dernier avertissement",
                "c'est mon numéro professionnel, supprimez-le",
                "könnt ihr mich rausnehmen?",
                "mag ik van de lijst?",
                "please put a stop to this",
                "j'en ai assez de continuer à recevoir vos sms",
                "oups stop je me suis trompé en m'inscrivant",
                "quisiera ser dada de baja por favor",
                "je n'accepte pas de laisser mes données à votre association",
                "STOP and good luck to everyone",
                "vous vous etes trompé de personne",
                "se ha equivocado de persona",
                "je vais m'arrêter là",
                "hasta aqui llegue",
                "that's it for me",
                "bis hierher und nicht weiter",
                "voor mij stopt het hier",
                "m salgo",
                "me voy de la asociacion",
                "i'm leaving the association",
                "ich verlasse den Verein",
                "vou sair da associação",
                "nada mas por favor",
                "que pesadilla de mensajes",
                "marre de la pluie et marre de vos messages",
                "stop a los mensajes",
                "stop a las llamadas",
                "stop ai vostri messaggi",
                "plus jamais ça svp",
                "quítame de la lista de las tortillas y de todas",
                "je vous bloque",
                "خلاص",
                // "Pra" is no Spanish "para" where somebody is to be taken out: such a stop is never covered.
                "dá pra me tirar daí?",
                "da pra me tirar dessa lista",
                "dava pra me tirarem daqui?",
                "dá para me excluir do grupo?",
                "será que dá pra me remover",
                "é só pra me tirar da lista",
                "tem como me tirar daqui?",
                "dá pra nos tirar desse grupo?"
            })
    void whatMayBeAStopIsAtLeastAskedAbout(String text) {
        assertThat(DETECTOR.detect(text).intent()).isIn(Intent.HOLD, Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "me supprimez pas surtout",
                "don't take me off the list, I'm on holiday",
                "nehmt mich nicht raus, bin im Urlaub",
                "haal me niet van de lijst",
                "não me tirem da lista",
                "non mi togliete dalla lista",
                "no me saquen de la lista",
                "stop à la pub dans le métro",
                "paren los bombardeos",
                "sie möchte gelöscht werden",
                "deja un mensaje al vecino",
                "¿cancelaron?",
                "il se passe quoi si je réponds stop",
                "what happens if i reply stop?",
                "was passiert, wenn ich STOP schreibe?",
                "on bloque le périph demain",
                "retirez ce projet de loi",
                "ça suffit le mépris",
                "ça suffit comme ça pour les affiches, on en a 200",
                "On sera 4, ça suffit non ?",
                "je veux bien en avoir plus",
                "delete my last comment please",
                "hab mich beim Turnverein abgemeldet",
                "schickt mir nichts per Mail, lieber hier",
                "ze trok haar toestemming in",
                "chega aqui às nove",
                "répondre",
                "how did you get my number?",
                "we must put a stop to this bypass",
                "que pesadilla de lluvia",
                "j'en ai marre de la pluie",
                "enough of this heat already",
                "estou farta deste calor",
                "je vous bloque une place ?",
                "i'm out, will be home by 5",
                "diesmal ohne mich",
                "quitame de la lista de las tortillas, llevo bebidas",
                "toglimi dalla lista delle torte, porto da bere",
                "streicht mich von der kuchenliste, ich bring getränke",
                "numero sbagliato il terzo della mia lista",
                "stop al nucleare!",
                "Plus jamais ça",
                "in mijn flat willen ze geen reclame",
                "hab mich doppelt eingetragen, einmal löschen bitte",
                "كفى ظلم",
                "خلاص تمام، وصلت"
            })
    void whoStaysOrSpeaksOfSomethingElseDoesNotStop(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nn voglio + ricevere messaggi",
                "nn scrivetemi più x favore",
                "n quero mais receber msg",
                "no kiero q me escriban mas",
                "will net mehr kontaktiert werden",
                "inutile de m'envoyer d'autres invitations",
                "arette sa mtn",
                "faites en sorte que je reçoive plus vos rappels"
            })
    void shortAndCarelessSpellingsAreRead(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ne m'envoyez pas le plan, je connais",
                "no me manden el plano todavía",
                "don't send the map, I know the place",
                "non mandatemi la mappa",
                "não me mandem o mapa ainda",
                "schickt mir den Plan bitte noch nicht",
                "لا ترسلوا الخريطة الآن",
                "retirez-moi de la liste des présents samedi",
                "nehmt mich bitte von der Liste für Sonntag",
                "haal me maar van de lijst voor zondag",
                "arrêtez le massacre",
                "abbiamo finito le telefonate di oggi"
            })
    void whoSparesUsOneThingOrLeavesOneEventStays(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop cordialement Martine",
                "STOP bien à vous Mme Lefèvre",
                "stop regards John Smith",
                "stop mit freundlichen Grüßen Hans Meier",
                "stop saludos Pedro",
                "STOP grazie Mario Rossi",
                "Stop, obrigado, João",
                "stop groetjes Jan",
                "stop شكرا محمد"
            })
    void aNameUnderAKeywordIsASignature(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.OPT_OUT);
    }

    @Test
    void aSignatureIsNoMoreThanAName() {
        assertThat(DETECTOR.detect("bonne nouvelle, cordialement stop").intent())
                .isIn(Intent.OPT_OUT, Intent.HOLD);
        assertThat(DETECTOR.detect("merci de ne plus m'écrire").intent()).isEqualTo(Intent.OPT_OUT);
        assertThat(DETECTOR.detect("Stop Macron").intent()).isEqualTo(Intent.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Stop Catherine", "Stop Anna Ferri", "STOP Bolloré"})
    void aNameRightBehindAStopIsAskedAbout(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.HOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pls stp",
                "stp",
                "Can I opt out?",
                "puis-je me désabonner ?",
                "kann ich mich abmelden?",
                "¿puedo darme de baja?",
                "posso disiscrivermi?",
                "posso sair da lista?",
                "kan ik me afmelden?",
                "هل يمكنني إلغاء الاشتراك؟",
                "trop c'est trop",
                "too many messages",
                "laat maar",
                "Vous êtes trop nombreux à m'écrire, ça suffit peut-être",
                "ça suffit peut-être",
                "ça suffit là"
            })
    void whoAsksWhetherOneMayLeaveOrSaysTooLittleIsAsked(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.HOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "love getting these updates",
                "j'adore recevoir vos nouvelles",
                "me encanta recibir estos mensajes",
                "adoro receber essas mensagens",
                "remettez-moi sur le créneau",
                "put me back on the slot for Saturday",
                "tragt mich wieder für Samstag ein",
                "vuelve a apuntarme al turno del sábado",
                "rimettetemi nel turno di sabato",
                "zet me weer op het rooster",
                "Why did I stop getting the newsletter?",
                "pourquoi je ne reçois plus vos messages ?",
                "wieso schreibt ihr mir nicht mehr?",
                "¿por qué ya no recibo los mensajes?",
                "what do you do with my data?",
                "Quand j'écris stop est ce que ça coupe aussi les mails ?",
                "Where were you when the factory shut",
                "I got this message twice",
                "45 portes non stop ce matin"
            })
    void whoIsGladOrReturnsToASlotOrMissesMessagesIsOrdinary(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pouvez vous stopper svp",
                "könnt ihr bitte aufhören",
                "¿podéis parar, por favor?",
                "potete smettere per favore?",
                "podem parar por favor?",
                "kunnen jullie alsjeblieft stoppen?",
                "ممكن تتوقفوا من فضلكم",
                "arrêtez le spam",
                "Mon mari est décédé en mars, merci d'arrêter de lui envoyer vos messages",
                "mein Mann ist verstorben, bitte schreiben Sie ihm nicht mehr",
                "je vous ai demandé d'arrêter il y a un mois",
                "Ya mandé BAJA la semana pasada y sigo recibiendo mensajes",
                "j'en ai marre de vos sms stop",
                "arret immédiat",
                "stop à partir de maintenant",
                "non stop svp je veux plus",
                "Sopt",
                "signalé et bloqué",
                "Falsche Nummer, bitte entfernen",
                "stop subscribing me to things"
            })
    void whoAsksPolitelyOrAgainOrForTheDeadStops(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I'd like to get your messages again",
                "please put me back on your list",
                "remettez-moi sur la liste",
                "vous pouvez recommencer à m'écrire"
            })
    void whoWishesToReceiveAgainResumes(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.OPT_IN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\uD83D stop",
                "stop\uDC00",
                "\uD83D",
                "\u0000",
                "\uFFFF\uFFFE",
                "\u202Estop\u202C",
                "((((((((((",
                "\"\"\"\"«»"
            })
    void brokenTextIsReadAsFarAsItGoes(String text) {
        assertThat(DETECTOR.detect(text).intent()).isIn(Intent.OPT_OUT, Intent.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Stop Harcèlement|HOLD",
                "stop au harcèlement !|HOLD",
                "Stop Harcèlement c'est quand la réunion ?|NONE",
                "stop harcèlement !!|OPT_OUT",
                "Stop Harcèlement, arrêtez vos messages|OPT_OUT",
                "no more emails please, just text|HOLD",
                "no emails please, text me instead|NONE",
                "no more emails or texts|OPT_OUT",
                "supprimez le contact de Mme Petit|NONE",
                "supprimez le contact de Paul|HOLD",
                "supprimez le contact de Mme Petit, faux numéro|HOLD",
                "supprimez le contact|OPT_OUT",
                "Stop die rommel|HOLD",
                "stop die rommel in het park|NONE",
                "stop die berichten|OPT_OUT",
                "stop die Nachrichten|OPT_OUT"
            })
    void aCampaignAnotherWayAndSomebodyElseAreNoStopsAndWhatIsNearThemIs(String text, Intent expected) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(expected);
    }

    @Test
    void aHugeTextIsReadAtItsEnds() {
        String filler = "Nous avons parlé du marché. ".repeat(40_000);
        assertThat(DETECTOR.detect(filler + "Ne m'écrivez plus.").intent()).isEqualTo(Intent.OPT_OUT);
        assertThat(DETECTOR.detect("STOP. " + filler).intent()).isEqualTo(Intent.OPT_OUT);
        assertThat(DETECTOR.detect(filler).intent()).isEqualTo(Intent.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oui|YES",
                "Ouiii !|YES",
                "yes please|YES",
                "sí|YES",
                "Ja, gerne|YES",
                "sim|YES",
                "نعم|YES",
                "👍🏽|YES",
                "1|YES",
                "1️⃣|YES",
                "d'accord|YES",
                "oui je veux bien|YES",
                "non|NO",
                "Non merci|NO",
                "nope|NO",
                "nein danke|NO",
                "não|NO",
                "nee bedankt|NO",
                "لا شكرا|NO",
                "👎|NO",
                "2|NO",
                "no gracias|NO",
                "peut-être|NEITHER",
                "oui mais pas samedi|NEITHER",
                "oui et non|NEITHER",
                "si je peux|NEITHER",
                "yes but not on whatsapp|NEITHER",
                "c'est où ?|NEITHER",
                "''|NEITHER",
                "12|NEITHER",
                "🤔|NEITHER"
            })
    void affirmations(String text, Affirmation expected) {
        assertThat(DETECTOR.affirmation(text)).isEqualTo(expected);
    }

    @Test
    void aLanguageIsAddedByFilesAlone(@TempDir Path folder) throws IOException {
        Path stop = Files.createDirectory(folder.resolve("stop"));
        Files.writeString(stop.resolve("languages.txt"), "eo\n");
        Files.writeString(
                stop.resolve("eo.yaml"),
                """
                language: eo
                stemmer: Esperanto
                """
                                .replace("Esperanto", "Spanish")
                        + """
                keywords:
                  stop: haltu, malaboni
                words:
                  MESSAGE: mesag*
                rules:
                  OPT_OUT:
                    no more: |
                      ne plu MESSAGE
                      unless morgau
                """);
        URL[] addresses = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(addresses, StopDetector.class.getClassLoader())) {
            StopDetector wider = StopDetector.load(loader);
            assertThat(wider.detect("Haltu!").intent()).isEqualTo(Intent.OPT_OUT);
            assertThat(wider.detect("bonvolu, ne plu mesaĝojn").language()).isEqualTo("eo");
            // No rule's stop any more; that messages are refused in it is a likeness that the word lists alone tell.
            assertThat(wider.detect("ne plu mesaĝojn morgaŭ").rule()).isNotEqualTo("no more");
            assertThat(wider.detect("Désabonnez-moi").intent()).isEqualTo(Intent.OPT_OUT);
        }
        assertThat(DETECTOR.detect("Haltu!").intent()).isEqualTo(Intent.NONE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rulez: x|unknown section",
                "stemmer: Klingon|no Snowball stemmer",
                "keywords: { stopp: x }|unknown kind of keyword",
                "rights: { ERASURE: NOTHING }|no word list named NOTHING",
                "rights: { ERASURE: '(a b' }|bracket",
                "guards: { x: '<NO> a' }|no phrase named NO",
                "words: [a]|names and values expected"
            })
    void aFaultyFileIsRefusedWithItsName(String content, String complaint, @TempDir Path folder) throws IOException {
        Path stop = Files.createDirectory(folder.resolve("stop"));
        Files.writeString(stop.resolve("languages.txt"), "xx\n");
        Files.writeString(stop.resolve("xx.yaml"), "language: xx\n" + content + "\n");
        URL[] addresses = {folder.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(addresses, StopDetector.class.getClassLoader())) {
            assertThatThrownBy(() -> StopDetector.load(loader))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("xx.yaml")
                    .hasMessageContaining(complaint);
        }
    }

    /** From a later day on: nothing is sent, and it is asked. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "After I move in January I don't need messages",
                "après mon déménagement en janvier je ne veux plus de messages",
                "nach meinem Umzug im Januar brauche ich keine Nachrichten mehr",
                "después de mudarme en enero no quiero más mensajes",
                "dopo il trasloco a gennaio non voglio più messaggi",
                "depois da mudança em janeiro não quero mais mensagens",
                "na mijn verhuizing in januari wil ik geen berichten meer"
            })
    void aStopFromALaterDayIsAskedAbout(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.HOLD);
    }

    /** Nothing like a stop, though it has a word of one. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dá pra me ligar mais tarde?",
                "dá pra me tirar uma dúvida?",
                "vou para casa agora",
                "it takes my mind off the news",
                "singing keeps our minds off the cold",
                "anything that gets her head off the illness",
                "how is your brother keeping?",
                "and how's your wee one getting on",
                "I have half an hour left, give me another contact",
                "back from the shops, I could do one more call",
                "il me reste du temps, donnez-moi un autre contact",
                "comment va votre mère ces temps-ci ?",
                "pourquoi me demander ça ? j'ai seulement changé de téléphone",
                "ça me déprime cette météo",
                "wie geht es Ihrer Schwester?",
                "hab noch Zeit, den nächsten Kontakt bitte",
                "ich bin wieder zu Hause und mach noch einen Anruf",
                "warum fragen Sie? ich habe nur die Nummer gewechselt",
            })
    void whatOnlyHasAWordOfAStopHoldsNobody(String text) {
        assertThat(DETECTOR.detect(text).intent()).isEqualTo(Intent.NONE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "je ne souhaite plus être supprimée",
                "ich möchte nicht mehr gelöscht werden",
                "no quiero que me borren",
                "non voglio essere cancellata",
                "não quero mais ser apagada",
                "ik wil niet langer gewist worden"
            })
    void whoTakesErasureBackIsNotStopped(String text) {
        assertThat(DETECTOR.detect(text).intent()).isNotEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "je ne veux plus être effacé, mais arrêtez vos messages",
                "ich will nicht gelöscht werden, nur keine Nachrichten mehr",
                "não quero ser apagado, só não mandem mais mensagens",
                "non voglio più essere contattata",
                "my mind is made up, take me off the list",
                "how is it you keep writing to me, stop it"
            })
    void aStopBesideItIsHeard(String text) {
        assertThat(DETECTOR.detect(text).intent()).isIn(Intent.OPT_OUT, Intent.HOLD);
    }

    @Test
    void whoTakesErasureBackStopsNothing() {
        assertThat(DETECTOR.detect("I no longer wish to be erased, obviously. I have just come back.")
                        .intent())
                .isNotEqualTo(Intent.OPT_OUT);
        assertThat(DETECTOR.detect("I no longer wish to be erased, stop the messages")
                        .intent())
                .isEqualTo(Intent.OPT_OUT);
    }

    /** A stop from a later day is held and asked about: nothing goes out either way. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "I move in January, so after this I don't need messages",
                "we're moving to Leeds next month, after that please don't message me",
                "I retire in June, after that no more messages please",
                "after christmas I won't need the messages any more",
                "je déménage en janvier, donc après je n'aurai plus besoin de vos messages",
                "je quitte l'asso en juin, ensuite ne m'écrivez plus",
                "ich ziehe im Januar um, danach brauche ich keine Nachrichten mehr",
                "me mudo en enero, después ya no quiero mensajes",
                "mi trasferisco a gennaio, dopo non voglio più messaggi",
                "ik verhuis in januari, daarna geen berichten meer graag",
                "mudo-me em janeiro, depois não preciso de mensagens"
            })
    void aStopOnceTheyHaveMovedIsAskedAbout(String text) {
        assertThat(DETECTOR.detect(text).intent()).as(text).isEqualTo(Intent.HOLD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "I moved in January, so I don't need messages",
                "I am moving away, so I don't need messages any more",
                "after your message this morning I don't want any more messages",
                "après tout ça je ne veux plus de messages",
                "danach will ich keine Nachrichten mehr"
            })
    void whatHasHappenedPutsNoStopOff(String text) {
        assertThat(DETECTOR.detect(text).intent()).as(text).isEqualTo(Intent.OPT_OUT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I won't need the messages any more|OPT_OUT",
                "I'll not be needing the messages any more|HOLD",
                "I won't need the messages for Saturday, I've got it written down|NONE",
                "I won't need texts about the rota, I run it|NONE"
            })
    void whatWillNotBeNeededIsHeard(String text, Intent intent) {
        assertThat(DETECTOR.detect(text).intent()).as(text).isEqualTo(intent);
    }
}
