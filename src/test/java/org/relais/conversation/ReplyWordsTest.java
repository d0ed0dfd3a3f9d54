package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.ReplyWords.Reading;
import org.relais.conversation.words.Inquiry;
import org.relais.conversation.words.WrittenLanguage;
import org.relais.template.Texts;
import org.relais.testing.Unit;

@Unit
class ReplyWordsTest {

    /** As people type it; behind the bar what is surely said, or nothing that is sure. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "dimanche je peux pas par contre|NO",
                "je viens samedi par contre|YES",
                "oui mais|",
                "je passerai p'tet dimanche|MAYBE",
                "je viendrai sûrement mais je ne promets rien|MAYBE",
                "oui, peut-être avec ma sœur|",
                "jme suis trompé, si je viens au repas|YES",
                "si si je viens finalement|YES",
                "je passerai si je viens en ville|MAYBE",
                "ah non, je viens seule|YES",
                "ah no, voy sola|YES",
                "oh no, I'm coming alone|YES",
                "ach nein, ich komme allein|YES",
                "ah não, vou sozinha|YES",
                "je me débrouille tout seul|",
                "je peux pas venir tout seul|NO",
                "oui mais pas plus de 3 appels|YES",
                "allez ok j'en fais un mais juste un|YES",
                "d'accord, je peux en faire deux ou trois|YES",
                "yes but only two calls|YES",
                "oui mais seulement si ma sœur vient|MAYBE",
                "oui ou non|",
                "🧹👍|YES",
                "je peux pas 😢|NO",
                "🎉|",
                "je suis encore malade|NO",
                "jsuis trop vieux pour ca|NO",
                "c'est pas trop tard pour venir|",
                "merci pour ce message, il n'est jamais trop tard pour bien faire|",
                "je peux rien faire|NO",
                "je viens rien que pour vous voir|YES",
                "on est pas là dimanche|NO",
                "je serai au travail|",
                "je serai à Lyon|",
                "il est mort le monsieur|",
                "donc pas de problème je viens|YES",
                "toujours pas de réponse|",
                "oui oui pas peut-être|YES",
                "moi oui mais mon mari non|YES",
                "ma femme oui moi non|NO",
                "le 9 c'est l'anniv de ma fille donc non|NO",
                "annule pour samedi|NO",
                "n'annulez pas samedi|YES",
            })
    void isSaidInEverydayFrench(String text, @Nullable ReplyMeaning meaning) {
        assertThat(ReplyWords.read(text).filter(Reading::sure).map(Reading::meaning))
                .isEqualTo(Optional.ofNullable(meaning));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oui|YES",
                "je viens pas tout seul|YES",
                "oui mais sans les enfants|YES",
                "sí, y llevo una tarta|YES",
                "si! y llevo una tarta|YES",
                "bueno venga sí|YES",
                "J'arrive !|YES",
                "Lo siento, ese día estoy en Madrid|NO",
                "plutôt non en fait|NO",
                "Si elle est malade je ne pourrai pas venir|MAYBE",
                "Si ma mère va mieux je viens|MAYBE",
                "Oui !|YES",
                "OUI avec grand plaisir|YES",
                "Bonjour, oui je serai là|YES",
                "ok|YES",
                "👍🏿|YES",
                "✅|YES",
                "d'accord, comptez sur moi|YES",
                "pas de problème|YES",
                "on sera là|YES",
                "yes, happy to|YES",
                "Sure thing|YES",
                "I'll be there|YES",
                "count me in|YES",
                "sí|YES",
                "claro que sí|YES",
                "súmame!|YES",
                "paso|NO",
                "paso de ir|NO",
                "no cuenten conmigo|NO",
                "retiro mi sí|NO",
                "entonces no cuento con ir|NO",
                "no quiero ir|NO",
                "nel|NO",
                "ni de broma|NO",
                "me es imposible|NO",
                "me viene fatal|NO",
                "me rajo|NO",
                "se me complica|NO",
                "tengo otro compromiso|NO",
                "cancela porfa, me enfermé|NO",
                "sí, con gusto|YES",
                "sí, venga|YES",
                "sí señor|YES",
                "si porfa|YES",
                "siiii|YES",
                "Clarooo que sí|YES",
                "confirmado|YES",
                "obvio|YES",
                "de una|YES",
                "fijo que voy|YES",
                "allá nos vemos|YES",
                "órale|YES",
                "jalo|YES",
                "le entro|YES",
                "simón|YES",
                "ahí voy a estar|YES",
                "vale llamo|YES",
                "ya estuvo, sí voy|YES",
                "obvio que no|NO",
                "por supuesto que no|NO",
                "no le entro|NO",
                "sumame al taller|YES",
                "me sumo a la cena|YES",
                "apúntame|YES",
                "anótame|YES",
                "no me lo pierdo por nada|YES",
                "va|YES",
                "qué va|NO",
                "q va, hombre|NO",
                "mañana imposible|NO",
                "mañana no puedo|NO",
                "no me sumo al taller|NO",
                "bájame del taller|NO",
                "me bajo de la cena|NO",
                "me borro del jueves|NO",
                "ja gerne|YES",
                "natürlich|YES",
                "sì, volentieri|YES",
                "sim, claro|YES",
                "ja graag|YES",
                "نعم بكل سرور|YES",
                "نعــم|YES",
                "me apunto, ¿a qué hora?|YES",
                "oui, c'est à quelle heure ?|YES",
                "Count me in! Where is it?|YES",
                "Ich komme, wann geht es los?|YES",
                "vengo, a che ora?|YES",
                "vou sim, onde fica?|YES",
                "ik kom graag, hoe laat?|YES",
                "سأحضر، أين؟|YES",
                "je viens, pas de souci|YES",
                "pas de soucis|YES",
                "je ne viens pas, pas de souci|NO",
                "je viens pas, pas de souci|NO",
                "بالتأكيد|YES",
                "موافقة|YES",
                "موافقه|YES",
                "سأحضر|YES",
                "إن شاء الله|YES",
                "ليس هذه المرّة|NO",
                "لا أستطيع الحضور|NO",
                "non|NO",
                "Non je ne peux plus|NO",
                "non merci|NO",
                "👎|NO",
                "❌|NO",
                "je ne peux pas venir samedi, désolée|NO",
                "je peux plus venir|NO",
                "Désolé, j'ai un empêchement|NO",
                "je dois annuler|NO",
                "finalement je ne viens pas|NO",
                "pas cette fois|NO",
                "no I can't come any more|NO",
                "sorry, can't make it|NO",
                "I won't be able to come|NO",
                "not this time|NO",
                "no puedo ir|NO",
                "nein, leider nicht|NO",
                "ich kann leider nicht kommen|NO",
                "non posso venire|NO",
                "não vou poder|NO",
                "nee, ik kan niet|NO",
                "لا أستطيع الحضور|NO",
                "peut-être|MAYBE",
                "je ne sais pas encore|MAYBE",
                "not sure|MAYBE",
                "quizás|MAYBE",
                "vielleicht|MAYBE",
                "ربما|MAYBE",
                "plus tard|LATER",
                "je vous dirai demain|LATER",
                "not now|LATER",
                "I'll let you know|LATER",
                "mañana|LATER",
                "no llego hasta las 18:30|YES",
                "no me duele, voy|YES",
                "a la comida no falto|YES",
                "no me borréis que voy|YES",
                "je peux pas être là avant 19h|YES",
                "ne m'oubliez pas|YES",
                "i can't be there before 7|YES",
                "ich komme nicht vor 18:30|YES",
                "non toglietemi il posto|YES",
                "não falto|YES",
                "dat wil ik niet missen|YES",
                "لا تنسوني|YES",
                "i can't, i have work|NO",
                "ich kann nicht, ich habe Dienst|NO",
                "je ne peux pas ce jour là|NO",
                "ik kan zaterdag niet|NO",
                "no, mi hijo está malo|NO",
                "je veux annuler le repas|NO",
                "annulez l'atelier svp|NO",
                "quita lo de la reserva anda|NO",
                "me tengo que bajar de la excursión|NO",
                "i need to drop out of the trip|NO",
                "ich möchte den Workshop absagen|NO",
                "devo ritirarmi dalla gita|NO",
                "tenho de desistir do passeio|NO",
                "ik moet afhaken voor het uitje|NO",
                "jsuis le fils de william il est a l'hopital il pourra pas venir|NO",
                "si mejoro voy|MAYBE",
                "si mi jefe me deja|MAYBE",
                "si je peux|MAYBE",
                "if i feel better|MAYBE",
                "ich komme wenn ich kann|MAYBE",
                "se sto meglio vengo|MAYBE",
                "se o meu chefe deixar vou|MAYBE",
                "als mijn baas het goed vindt|MAYBE",
                "إذا استطعت|MAYBE",
                "si me apunto|YES",
            })
    void isSurely(String text, ReplyMeaning meaning) {
        assertThat(ReplyWords.read(text)).contains(new Reading(meaning, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oui ?",
                "نعم؟",
                "je viens pas de souci",
                "non, c'est quand ?",
                "yes but I can't stay long",
                "je viens si je peux, sinon non",
                "please don't count me in",
                "non, oui, enfin je viens",
                "no puedo cambiar las ruedas",
            })
    void isNotSure(String text) {
        assertThat(ReplyWords.read(text))
                .hasValueSatisfying(reading -> assertThat(reading.sure()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "À quelle heure ?",
                "Je peux apporter une table samedi",
                "où est la salle",
                "merci pour tout",
                "no se olviden de mí",
                "me bajo del autobús en la plaza",
                "What time does it start",
                "bonjour",
                "",
                "no te preocupes",
                "no soy de Madrid",
                "no hay problema con la hora",
                "no la encuentro",
                "no puedo comer gluten",
                "no puedo con la emoción",
                "no puedo esperar a que llegue el sábado",
                "no me importa fregar",
                "no sé conducir",
                "je sais pas conduire",
                "je peux pas manger de gluten",
                "non je plaisante",
                "i can't eat gluten",
                "i don't know how to cook",
                "no need to remind me",
                "nein keine Sorge",
                "non posso mangiare glutine",
                "non vedo l'ora",
                "não se preocupe",
                "não posso comer glúten",
                "ik kom niet uit Amsterdam",
                "لا أستطيع الانتظار",
            })
    void saysNothing(String text) {
        assertThat(ReplyWords.read(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "pause|LEAVE",
                "Fini !|LEAVE",
                "terminé|LEAVE",
                "fin|LEAVE",
                "quitter svp|LEAVE",
                "end|LEAVE",
                "basta|LEAVE",
                "annuler|GIVE_UP",
                "cancel please|GIVE_UP",
                "إلغاء|GIVE_UP",
                "Retirer|REMOVE",
            })
    void isAWordOfADialogue(String text, DialogueWord word) {
        assertThat(DialogueWord.of(text)).contains(word);
    }

    @Test
    void whatEndsEverythingIsNoWordOfADialogue() {
        for (String stop : new String[] {
            "STOP",
            "stop",
            "/stop",
            "arrêt",
            "arrêtez",
            "désabonner",
            "unsubscribe",
            "remove",
            "retirez-moi",
            "annuler tout",
            "stop pause",
            "supprimer",
            "effacer mes données",
            "baja"
        }) {
            assertThat(DialogueWord.of(stop)).as(stop).isEqualTo(Optional.empty());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ça ne répond pas|RESULT",
                "pas intéressée|RESULT",
                "elle a raccroché|RESULT",
                "c'est un faux numéro|RESULT",
                "didn't pick up|RESULT",
                "it's the wrong number|RESULT",
                "no contesta|RESULT",
                "geht nicht ran|RESULT",
                "non risponde|RESULT",
                "não atende|RESULT",
                "neemt niet op|RESULT",
                "لا يرد|RESULT",
                "elle ne veut plus qu'on l'appelle|REMOVAL",
                "ne souhaite plus être contactée|REMOVAL",
                "he doesn't want calls any more|REMOVAL",
                "take her off the list|REMOVAL",
                "ya no quiere llamadas|REMOVAL",
                "er möchte keine Anrufe mehr|REMOVAL",
                "non vuole più telefonate|REMOVAL",
                "ela não quer mais ligações|REMOVAL",
                "hij wil geen telefoontjes meer|REMOVAL",
                "هي لا تريد أن نتصل بها|REMOVAL",
                "where did you get her number?|ORIGIN",
                "elle demande où vous avez eu son numéro|ORIGIN",
                "¿de dónde sacaron su número?|ORIGIN",
                "woher habt ihr seine Nummer|ORIGIN",
                "da dove avete preso il suo numero?|ORIGIN",
                "onde arranjaram o número dela?|ORIGIN",
                "hoe komen jullie aan haar nummer?|ORIGIN",
                "من أين حصلتم على رقمها؟|ORIGIN",
            })
    void isSaidOfWhoWasCalled(String text, CallReport report) {
        assertThat(CallReport.of(text)).contains(report);
    }

    /** Whoever speaks of themself may wish it themself, also where the language lets them leave themself out. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "ne m'écrivez plus",
                "je ne veux plus être appelée",
                "retirez-moi",
                "retirez mon numéro de la liste",
                "I don't want any more messages",
                "don't want any more messages",
                "take me off the list",
                "no quiero más mensajes",
                "will keine Nachrichten mehr",
                "möchte nicht mehr angeschrieben werden",
                "wil geen berichten meer",
                "non voglio più messaggi",
                "não quero mais mensagens",
                "لا أريد رسائل بعد الآن",
                "stop",
            })
    void isNeverSaidOfWhoWasCalled(String text) {
        assertThat(CallReport.of(text)).isNotEqualTo(Optional.of(CallReport.REMOVAL));
        assertThat(CallReport.isResult(text)).isFalse();
    }

    /** What a text tells people to write is what the words are read as. */
    @ParameterizedTest
    @ValueSource(strings = {"fr", "en", "es", "de", "it", "pt", "nl", "ar"})
    void theAnswersThatATextNamesAreRead(String language) {
        assertThat(named("unknown.open", language))
                .containsExactly(ReplyMeaning.YES, ReplyMeaning.NO, ReplyMeaning.LATER);
        assertThat(named("unknown.open.call", language))
                .containsExactly(ReplyMeaning.YES, ReplyMeaning.NO, ReplyMeaning.LATER);
        assertThat(named("unknown.open.event", language))
                .containsExactly(ReplyMeaning.YES, ReplyMeaning.NO, ReplyMeaning.MAYBE);
    }

    private static List<ReplyMeaning> named(String key, String language) {
        String text = Texts.standard().text(key, language, Map.of("titles", "x", "title", "x"));
        return Pattern.compile("(?U)\\b\\p{Lu}[\\p{Lu} -]*\\p{Lu}\\b|(?<=«)[\\p{IsArabic} ]+(?=»)")
                .matcher(text)
                .results()
                .flatMap(word -> ReplyWords.read(word.group()).stream())
                .map(Reading::meaning)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop les questions",
                "Arrêtez avec vos questions",
                "je veux arreter ces questions",
                "j'en ai marre de vos questions",
                "stop the questions",
                "stop these questions",
                "I want to stop this survey",
                "basta de preguntas",
                "quiero terminar con las preguntas",
                "Schluss mit den Fragen!",
                "Ich möchte die Umfrage abbrechen",
                "basta domande",
                "voglio smettere con queste domande",
                "chega de perguntas",
                "parem com as perguntas",
                "stop met de vragen",
                "hou op met die vragen",
                "كفى أسئلة",
            })
    void enoughOfQuestions(String text) {
        assertThat(DialogueWord.isEnough(text)).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "laissez tomber",
                "never mind",
                "forget it",
                "déjelo",
                "olvídelo",
                "vergiss es",
                "lassen wir das",
                "lasciamo perdere",
                "deixe estar",
                "laat maar",
                "انسوا الأمر",
            })
    void leftForNow(String text) {
        assertThat(new ReplyInterpreter().isDropped(text)).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ok c martine qui m envoi, je veux bien",
                "ouai",
                "ouai ok",
                "claro q si",
                "oui dac",
                "bonjour oui oui",
                "ok I'd love to",
                "yeah sure",
                "ja klar",
                "ja graag",
                "sì volentieri",
                "sim claro",
                "نعم موافقة",
                "pourquoi pas",
            })
    void agrees(String text) {
        assertThat(AgreementWords.agrees(text)).as(text).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ok",
                "ok c qui ?",
                "ok c martine",
                "c'est bon",
                "super",
                "oui mais c'est quoi",
                "ok mais je veux bien savoir avant",
                "non je veux bien mais pas maintenant",
                "je ne suis pas d'accord",
                "yes no",
                "si je veux",
            })
    void doesNotSurelyAgree(String text) {
        assertThat(AgreementWords.agrees(text)).as(text).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c'est qui ?",
                "qui êtes-vous",
                "who is this",
                "¿quiénes son ustedes?",
                "wer seid ihr?",
                "chi siete?",
                "quem são vocês?",
                "wie zijn jullie?",
                "من أنتم؟"
            })
    void asksWho(String text) {
        assertThat(Inquiry.of(text)).as(text).contains(Inquiry.WHO);
    }

    /** Each spelling of coming stands in the place of %s, however it is written, with and without words behind. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "je viens,je vien,je viend,je vient,je viendrai,je viendrais,je viendré,jvien,jviens,jvi1,j viens,j vien,"
                        + "je sui la,je serai la,je serais la,jserai la,jsuis la,j y serai,j irai,on vient,on vien,"
                        + "on viendra,nous viendrons,moi je vien,JE VIEN,je participe,je suis dispo,je m inscri"
                        + "|%s pas,%s plus,%s pa,%s po,%s plu,%s jamais,%s finalement pas,%s du coup pas",
                "ich komme,ich kome,ich kom,ich komm,i kimm,i kumm,chume,wir kommen,ich bin dabei,ich mach mit"
                        + "|%s nicht,%s leider nicht,%s doch nicht,%s nich,%s ned,%s net,%s heute nicht,%s nimmer",
                "ik kom,ik kome,k kom,wij komen,we komen,ik doe mee,ik ben erbij,ik ga mee"
                        + "|%s niet,%s toch niet,%s nie,%s helaas niet,%s niet meer",
                "voy,boy,voi,vengo,bengo,ire,iré,vamos,puedo ir,pueo ir,me apunto,asistire"
                        + "|no %s,ya no %s,al final no %s,q no %s,nunca %s,tampoco %s,yo no %s,%s no",
                "coming,comming,i come,i will come,be there,i can make it,i can come,gonna be there"
                        + "|not %s,no longer %s,never %s,wont %s,not really %s,i wont %s,i'm not %s,i am not %s",
                "vengo,vengho,verro,verrò,ci sono,ci saro,veniamo,posso venire,ci vengo"
                        + "|non %s,alla fine non %s,nn %s,no %s,%s no,io non %s,mica %s",
                "vou,venho,vo,estarei la,vou ir,vamos,posso ir,tou la,participo"
                        + "|nao %s,não %s,n %s,ja nao %s,afinal nao %s,eu nao %s,%s nao,nunca %s",
                "ساحضر,سأحضر,ساتي,جاي,قادم,راح اجي,استطيع الحضور|لن %s,مش %s,ما %s,ليس %s,انا مش %s",
            })
    void comingBesideADenialIsNeverAYes(String spellings, String denials) {
        List<String> tails = List.of("", " dsl ma mere est a lhopital", " desole", " :(");
        assertThat(Stream.of(spellings.split(","))
                        .flatMap(verb -> Stream.of(denials.split(",")).map(denial -> denial.formatted(verb)))
                        .flatMap(text -> Stream.of(text, text.toUpperCase(Locale.ROOT)))
                        .flatMap(text -> tails.stream().map(tail -> text + tail))
                        .filter(text -> ReplyWords.read(text)
                                .filter(reading -> reading.sure() && reading.meaning() == ReplyMeaning.YES)
                                .isPresent()))
                .isEmpty();
    }

    @Test
    void oneShortTextChangesNoLanguage() {
        assertThat(WrittenLanguage.plainly("si si finalement je viens")).isEmpty();
        assertThat(WrittenLanguage.plainly("hello there, where is the party")).contains("en");
    }
}
