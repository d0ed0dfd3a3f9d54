package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.conversation.ReplyWords.Reading;
import org.relais.template.Texts;
import org.relais.testing.Unit;

@Unit
class ReplyWordsTest {
    private static final ReplyWords WORDS = ReplyWords.standard();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oui|YES",
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
                "ja gerne|YES",
                "natürlich|YES",
                "sì, volentieri|YES",
                "sim, claro|YES",
                "ja graag|YES",
                "نعم بكل سرور|YES",
                "نعــم|YES",
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
            })
    void isSurely(String text, ReplyMeaning meaning) {
        assertThat(WORDS.read(text)).contains(new Reading(meaning, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oui mais pas avant 20 h",
                "oui ?",
                "ok mais je ne peux pas venir",
                "yes but I can't stay long",
                "je viens si je peux, sinon non",
                "please don't count me in",
                "non, oui, enfin je viens",
            })
    void isNotSure(String text) {
        assertThat(WORDS.read(text))
                .hasValueSatisfying(reading -> assertThat(reading.sure()).isFalse());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "À quelle heure ?",
                "Je peux apporter une table samedi",
                "où est la salle",
                "merci pour tout",
                "What time does it start",
                "bonjour",
                "",
            })
    void saysNothing(String text) {
        assertThat(WORDS.read(text)).isEmpty();
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
        assertThat(WORDS.dialogueWord(text)).contains(word);
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
            "je veux annuler",
            "stop pause",
            "supprimer",
            "effacer mes données",
            "baja",
            "abmelden"
        }) {
            assertThat(WORDS.dialogueWord(stop)).as(stop).isEqualTo(Optional.empty());
        }
    }

    /** What a text tells people to write is what the words are read as. */
    @ParameterizedTest
    @ValueSource(strings = {"fr", "en", "es", "de", "it", "pt", "nl", "ar"})
    void theAnswersThatATextNamesAreRead(String language) {
        String text = Texts.standard().text("unknown.open", language, Map.of("titles", "x"));
        List<ReplyMeaning> read = Pattern.compile("(?U)\\b\\p{Lu}[\\p{Lu} ]*\\p{Lu}\\b|(?<=«)[\\p{IsArabic} ]+(?=»)")
                .matcher(text)
                .results()
                .flatMap(word -> ReplyWords.standard().read(word.group()).stream())
                .map(Reading::meaning)
                .toList();
        assertThat(read).containsExactly(ReplyMeaning.YES, ReplyMeaning.NO, ReplyMeaning.LATER);
    }
}
