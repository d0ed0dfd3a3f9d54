package org.relais.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

@Unit
class NamedAnswersTest {
    private static final List<String> TITLES =
            List.of("Fête de quartier", "Marché du samedi : serez-vous là ?", "Nos priorités", "حفلة الحي");

    private static final List<NamedAnswers.Thing> THINGS =
            TITLES.stream().map(NamedAnswers.Thing::titled).toList();

    private final NamedAnswers names = new NamedAnswers();

    private static List<NamedAnswers.Thing> things(String... titles) {
        return Stream.of(titles).map(NamedAnswers.Thing::titled).toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oui pour la fete|0 YES",
                "je viens a la fete lundi|0 YES",
                "oui mais juste pour la fete, pas le marché|0 YES, 1 NO",
                "finalement non pour le marché|1 NO",
                "pas au marché mais oui pour la fete|1 NO, 0 YES",
                "La fête oui, le marché non|0 YES, 1 NO",
                "oui pour la fête et pour le marché|0 YES, 1 YES",
                "oui, mais seulement pour la fête|0 YES",
                "peut-être pour les priorités|2 MAYBE",
                "oui pour les prio|2 YES",
                "je ne viens pas à la fête de quartier|0 NO",
                "pas la fête|0 NO",
                "je ne peux plus venir à la fête|0 NO",
                "yes to the fete, not the marché|0 YES, 1 NO",
                "نعم للحفلة|3 YES",
                "fête ok marché ko|0 YES, 1 NO",
                "la fête oui finalement et pas le marché|0 YES, 1 NO",
                "ah non pas le marché|1 NO",
                "je viens à la fête et au marché non|0 YES, 1 NO",
                "yo voy a la fête y al marché no|0 YES, 1 NO",
                "I'll come to the fete and the marché no|0 YES, 1 NO",
                "je viens à la fête et au marché|0 YES, 1 YES",
                "je viens à la fête et au marché avec plaisir|0 YES, 1 YES",
                "oui pour la fête, à quelle heure ?|0 YES",
                "je peux pas finalement pour la fête|0 NO",
                "et la fete je peux plus non plus|0 NO",
            })
    void belongsToWhatIsNamed(String text, String expected) {
        assertThat(said(text)).as(text).isEqualTo(expected);
    }

    /** Jouets on a Saturday in a fortnight, a meal on the next one, the park the day after it, and leaflets. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "samedi dac|1 YES",
                "samedi je viens, dimanche je sais pas encore|1 YES, 2 MAYBE",
                "le samedi 19 oui|0 YES",
                "le repas de samedi oui|1 YES",
                "trop vieux pour les jouets mais pour manger j'suis là|0 NO, 1 YES",
                "non non pas les jouets, le repas !!|0 NO, 1 YES",
                "pas samedi dimanche|1 NO, 2 ?",
                "pas les jouets ni le repas|0 NO, 1 NO",
                "je passe mon tour pour le repas, mais je serai au parc|1 NO, 2 YES",
                "je serai au travail samedi|1 ?",
                "le parc ouais si il pleut pas|2 MAYBE",
                "oui samedi mais pas plus de 2 heures|1 YES",
                "annule pour samedi|1 NO",
                "vous annulez samedi ?|1 ?",
                "samedi oui par contre|1 YES",
                "samedi oui mais|1 ?",
                "les jouets oui, le repas ma mère arrive|0 YES, 1 ?",
            })
    void isSaidOfWhatWaits(String text, String expected) {
        LocalDate saturday = LocalDate.of(2026, 12, 12);
        List<NamedAnswers.Thing> open = List.of(
                new NamedAnswers.Thing("Collecte de jouets", null, Set.of(saturday.plusDays(7)), ""),
                new NamedAnswers.Thing("Repas de quartier", Topic.Sort.EVENT, Set.of(saturday), ""),
                new NamedAnswers.Thing("Nettoyage du parc", Topic.Sort.EVENT, Set.of(saturday.plusDays(1)), ""));
        List<NamedAnswers.Thing> newestLast = List.of(open.get(2), open.get(1), open.get(0));
        assertThat(said(names.read(text, newestLast).stream()
                        .map(named -> new NamedAnswers.Named(2 - named.title(), named.meaning(), named.sure()))
                        .toList()))
                .as(text)
                .isEqualTo(expected);
    }

    /** What has all of a title is that, and none that has more words around them. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "la réunion publique oui|0 YES",
                "Ah la réunion publique ! oui oui je serai au premier rang|0 YES",
                "non pour la réunion publique|0 NO",
                "réunion publique : oui|0 YES",
                "les appels non|1 NO",
                "pas les appels pour la réunion publique|1 NO",
                "oui pour les appels réunion publique|1 YES",
                "oui aux appels pour la réunion publique|1 YES",
            })
    void allOfATitleOutranksAPartOfAnother(String text, String expected) {
        assertThat(said(names.read(text, things("Réunion publique", "Appels pour la réunion publique"))))
                .as(text)
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "yes to the public meeting|0 YES",
                "the public meeting: no|0 NO",
                "no to the calls for the public meeting|1 NO",
            })
    void inEnglishAsWell(String text, String expected) {
        assertThat(said(names.read(text, things("Public meeting", "Calls for the public meeting"))))
                .as(text)
                .isEqualTo(expected);
    }

    /** Each sentence is said of what it names, where all of them together say nothing. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "à mon âge les berges c'est plus possible, mes genoux. Mais oui pour la pétition|0 NO, 1 YES",
                "les berges non. La pétition oui|0 NO, 1 YES",
                "Mais non ! Oui pour la pétition, c'est pour les berges que je peux pas|1 YES, 0 NO",
                "Mais si, je viens aux berges|0 YES",
                "bon allez c mort pour les berges, je révise|0 NO",
                "les berges c mort|0 NO",
            })
    void sentencesSayTheirOwn(String text, String expected) {
        assertThat(said(names.read(text, things("Nettoyage des berges", "Pétition pour la ligne 12"))))
                .as(text)
                .isEqualTo(expected);
    }

    @Test
    void aWeekdayOnALaterDayOfTheNewestIsAsked() {
        LocalDate saturday = LocalDate.of(2026, 12, 12);
        assertThat(names.read(
                        "oui samedi",
                        List.of(
                                new NamedAnswers.Thing("Galette", null, Set.of(saturday.plusDays(28)), ""),
                                new NamedAnswers.Thing("Repas", Topic.Sort.EVENT, Set.of(saturday), ""))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oui pour le bal|0 YES",
                "je viens au bal mais pas à la mer|0 YES, 1 NO",
                "pas la mer|1 NO",
                "oui pour les deux|",
                "oui des deux|",
            })
    void threeLettersNameATitleUnlessTheyAreASmallWord(String text, @Nullable String expected) {
        assertThat(said(names.read(text, things("Bal des pompiers", "Journée à la mer"))))
                .as(text)
                .isEqualTo(Objects.requireNonNullElse(expected, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retirez moi du café|0",
                "retire-moi du bal stp|1",
                "bájame del bazar|2",
                "take me off the bazaar please|2",
                "le café ça ne m'intéresse pas|0",
                "retirez moi de la liste du café|",
                "retirez moi du café et de vos messages|",
                "retirez moi du café et ne m'écrivez plus|",
                "vous me retirez du café ?|",
                "stop le café|",
            })
    void whatIsGivenUpByItsNameAndNothingElse(String text, @Nullable Integer expected) {
        assertThat(names.refused(text, things("Café des voisins", "Bal de printemps", "Bazaar, le bazar")))
                .as(text)
                .isEqualTo(Optional.ofNullable(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "oui",
                "ça marche",
                "oui avec plaisir",
                "oui samedi",
                "non je ne peux pas",
                "je viens avec ma sœur",
                "oui pour la kermesse",
            })
    void nothingIsNamed(String text) {
        assertThat(names.read(text, THINGS)).as(text).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "c'est quand la fête ?",
                "oui pour la fête ?",
                "oui à la fête mais je ne sais pas si je pourrai",
                "oui sauf pour la fête",
                "la fête c'est loin",
            })
    void whatIsNotSureIsAskedAbout(String text) {
        assertThat(names.read(text, THINGS)).as(text).noneMatch(NamedAnswers.Named::sure);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "oui pour la soirée jeux|true",
                "non pour la kermesse|true",
                "yes to the games night|true",
                "sí a la verbena|true",
                "ja zum Flohmarkt|true",
                "no alla lotteria|true",
                "sim para a feira|true",
                "ja voor de rommelmarkt|true",
                "نعم للسوق|true",
                "oui pour la fête|false",
                "oui pour la soirée|false",
                "oui pour le quartier, merci|false",
                "non pour le moment|false",
                "oui avec ma sœur|false",
                "yes to the party|false",
                "ja zum Fest am Samstag|false",
            })
    void anotherThingIsNotThis(String text, boolean another) {
        NamedAnswers.Thing party = new NamedAnswers.Thing("Fête de quartier", Topic.Sort.EVENT);
        assertThat(names.isOfAnother(text, party)).as(text).isEqualTo(another);
    }

    @Test
    void wordOfTwoTitlesNamesNone() {
        assertThat(names.read("oui pour la fête", things("Fête de quartier", "Fête des voisins")))
                .isEmpty();
        assertThat(names.read("oui pour les voisins", things("Fête de quartier", "Fête des voisins")))
                .containsExactly(new NamedAnswers.Named(1, ReplyMeaning.YES, true));
    }

    @Test
    void listIsAnsweredByAName() {
        assertThat(names.listed("la fete", THINGS)).containsExactly(0);
        assertThat(names.listed("le marché svp", THINGS)).containsExactly(1);
        assertThat(names.listed("la fête est trop loin", THINGS)).isEmpty();
        assertThat(names.listed("la fête et le marché", THINGS)).isEmpty();
    }

    /** 7 December 2026 is a Monday; the second thing is on Sunday the 13th. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "lundi non mais dimanche|0 NO, 1 YES",
                "pas lundi mais dimanche|0 NO, 1 YES",
                "lundi je peux pas mais dimanche oui|0 NO, 1 YES",
                "lundi non mais oui dimanche|0 NO, 1 YES",
                "lundi je ne peux pas, par contre dimanche je viens|0 NO, 1 YES",
                "dimanche oui, lundi non|1 YES, 0 NO",
                "not Monday but Sunday|0 NO, 1 YES",
                "I can't do Monday but Sunday works|0 NO, 1 YES",
                "el lunes no pero el domingo sí|0 NO, 1 YES",
                "el lunes no, pero el domingo|0 NO, 1 YES",
                "Montag nicht, aber Sonntag|0 NO, 1 YES",
                "no no el lunes no, el domingo|0 NO, 1 YES",
                "no, al lunes no; al domingo sí|0 NO, 1 YES",
                "el lunes no, el domingo|0 NO, 1 YES",
                "no no puedo el lunes, el domingo tampoco|0 NO, 1 NO",
                "el lunes no y el domingo tampoco|0 NO, 1 NO",
                "non non lundi non, dimanche|0 NO, 1 YES",
                "lundi non, dimanche|0 NO, 1 YES",
                "no no Monday no, Sunday|0 NO, 1 YES",
                "nein nein Montag nicht, Sonntag|0 NO, 1 YES",
                "no no lunedì no, domenica|0 NO, 1 YES",
                "nee nee maandag niet, zondag|0 NO, 1 YES",
                "nicht Montag sondern Sonntag|0 NO, 1 YES",
                "lunedì no ma domenica sì|0 NO, 1 YES",
                "lunedì no, ma domenica|0 NO, 1 YES",
                "segunda não mas domingo|0 NO, 1 YES",
                "maandag niet maar zondag wel|0 NO, 1 YES",
                "maandag niet, maar zondag|0 NO, 1 YES",
                "الاثنين لا لكن الأحد|0 NO, 1 YES",
                "mardi non mais dimanche|1 YES",
                "lundi non mais mardi|0 NO",
                "oui lundi mais pas dimanche|0 YES, 1 NO",
                "oui lundi mais dimanche je ne sais pas|0 YES, 1 MAYBE",
                "oui mardi|",
                "je peux pas jeudi|",
                "Non, je ne viens pas dimanche, désolée|1 NO",
                "Ah non ! Pas sur moi, je suis malade, dimanche je ne viens pas|1 NO",
                "No, I'm not coming on Sunday, sorry|1 NO",
                "Nein, ich komme am Sonntag nicht, tut mir leid|1 NO",
                "No, el domingo no voy, lo siento|1 NO",
                "No, domenica non vengo, scusa|1 NO",
                "Não, domingo não vou, desculpe|1 NO",
                "لا، لن آتي يوم الأحد، آسف|1 NO",
                "Autant pour moi, le 13 je suis pris, c'est le 17 que je suis libre|1 NO",
            })
    void aDayIsAnswered(String text, String expected) {
        List<NamedAnswers.Thing> days = List.of(
                new NamedAnswers.Thing("Repas", Topic.Sort.EVENT, Set.of(LocalDate.of(2026, 12, 7)), ""),
                new NamedAnswers.Thing("Tri", Topic.Sort.EVENT, Set.of(LocalDate.of(2026, 12, 13)), ""));
        assertThat(said(names.read(text, days))).as(text).isEqualTo(expected == null ? "" : expected);
    }

    /** What is joined by "and" and by "too" asks each other what is said, and nothing is. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "la fête et le marché aussi|0 ?, 1 ?",
                "marché, fête et les priorités aussi|1 ?, 0 ?, 2 ?",
                "the fête and the marché too|0 ?, 1 ?",
            })
    void twoThatAreMerelyJoinedAreNamed(String text, String expected) {
        assertThat(said(text)).as(text).isEqualTo(expected);
    }

    /** A "ne" or a "ni" leaves nothing out of a no. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Non, je ne viens pas à la fête",
                "No, no voy ni a la fête",
                "No, non vengo alla fête",
                "Não, não vou à fête"
            })
    void aNoIsNoException(String text) {
        assertThat(names.exception(text, THINGS)).isEmpty();
    }

    @Test
    void aDayIsAnother() {
        LocalDate monday = LocalDate.of(2026, 12, 7);
        assertThat(List.of("oui mardi", "yes on Sunday", "el domingo sí", "je viens le 8 décembre", "الأحد"))
                .allMatch(text -> NamedAnswers.isOfAnotherDay(text, Set.of(monday)));
        assertThat(List.of(
                        "oui",
                        "oui lundi",
                        "le 7 décembre",
                        "lundi, mardi je ne sais pas",
                        "avec qui ?",
                        "sí, la segunda"))
                .noneMatch(text -> NamedAnswers.isOfAnotherDay(text, Set.of(monday)));
    }

    private String said(String text) {
        return said(names.read(text, THINGS));
    }

    private static String said(List<NamedAnswers.Named> named) {
        return named.stream()
                .map(each -> each.title() + " " + (each.sure() ? each.meaning() : "?"))
                .collect(Collectors.joining(", "));
    }
}
