package org.relais.inbound.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.channel.EventBuilder;
import org.relais.channel.InboundEvent;
import org.relais.consent.stopword.Intent;
import org.relais.consent.stopword.StopDetector;
import org.relais.consent.stopword.Verdict;
import org.relais.contact.AddressId;
import org.relais.contact.AddressKind;
import org.relais.testing.Unit;
import org.relais.text.TextBundle;

/** The few words that are asked about inside a dialogue, and everything else that is not. */
@Unit
class DialogueWordsTest {
    private static final StopDetector DETECTOR = StopDetector.load();
    private static final Set<String> OF_A_PLACE = Set.of(
            "basta",
            "je me desinscris",
            "je me desinscrit",
            "cancel my registration|place|spot",
            "cancelo",
            "me desapunto",
            "me borro",
            "desapuntame|desapuntenme|desapuntadme",
            "stornieren",
            "annullo",
            "mi cancello",
            "desinscrevo me",
            "abmelden",
            "abmeldung",
            "bitte? sich|mich abmelden",
            "bitte abmelden",
            "desinscrire",
            "desinscription",
            "me|se desinscrire",
            "afmelden",
            "afmelding",
            "uitschrijven",
            "me|mij|mezelf afmelden|uitschrijven",
            "cancellami|cancellatemi|cancellarmi",
            "disiscrizione",
            "cancellazione",
            "desinscrever",
            "desinscrever me",
            "desinscricao",
            "darme|darse|dar de baja",
            "desapuntarme|desapuntarse");

    private final ConsentSignalReader reader = new ConsentSignalReader(DETECTOR);

    static Stream<String> words() {
        return Stream.of("fr", "en", "es", "de", "it", "pt", "nl", "ar")
                .map(language -> TextBundle.read(DialogueWordsTest.class, "/replies/" + language + ".properties"))
                .flatMap(file -> Stream.of("leave", "give_up", "remove")
                        .map(key -> file.texts().getOrDefault(key, "")))
                .flatMap(line -> Arrays.stream(line.split(",")))
                .map(String::strip)
                .filter(word -> !word.isEmpty());
    }

    /**
     * A word that is a stop wherever it stands must never be put on the list. These are said of a game or of one's place as
     * well, by people who keep the rest: whoever may have one is asked, and nothing is sent meanwhile.
     */
    @ParameterizedTest
    @MethodSource("words")
    void onlyEverydayWordsAreAskedAbout(String word) {
        Verdict verdict = DETECTOR.detect(word);
        assertThat(verdict.intent() != Intent.OPT_OUT || verdict.isEverydayWord() || OF_A_PLACE.contains(word))
                .as(word + ": " + verdict)
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "STOP",
                "stop",
                "Stop svp",
                "/stop",
                "arrêt",
                "arrêtez",
                "arrête tout",
                "désabonnez-moi",
                "retirez-moi",
                "unsubscribe",
                "remove me",
                "ne m'écrivez plus",
                "je veux annuler mon inscription à vos messages",
                "please stop texting me",
                "leave me alone",
                "fini stop",
                "stop fini",
                "supprimez mon numéro",
                "retirez-moi de la liste du café",
                "bájenme de la lista",
                "take me off your list",
                "baja",
                "توقف",
                "ça suffit"
            })
    void whatWishesNoMoreMessagesIsAbsolute(String text) {
        assertThat(reader.read(event(text))).hasValueSatisfying(signal -> {
            assertThat(signal.effect()).isEqualTo(ConsentEffectKind.STOP);
            assertThat(signal.sense()).isEqualTo(ConsentSignal.Sense.PLAIN);
        });
    }

    /** A stop, but among calls, and where a survey has just offered it as an option. */
    @ParameterizedTest
    @ValueSource(strings = {"enough", "assez", "genug", "chega", "genoeg", "suficiente"})
    void enoughStopsUnlessItIsOfSomethingElse(String text) {
        assertThat(reader.read(event(text))).hasValueSatisfying(signal -> {
            assertThat(signal.effect()).isEqualTo(ConsentEffectKind.STOP);
            assertThat(signal.sense()).isEqualTo(ConsentSignal.Sense.OTHERWISE);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ne m'appelez plus",
                "don't call me again",
                "no me llamen",
                "ruft mich nicht mehr an",
                "non chiamatemi più",
                "parem de me ligar",
                "bel me niet meer",
                "لا تهاتفوني",
                "plus d'appels svp",
                "no más llamadas"
            })
    void noCallsMayMeanCallsAlone(String text) {
        assertThat(reader.read(event(text)))
                .hasValueSatisfying(signal -> assertThat(signal.sense()).isEqualTo(ConsentSignal.Sense.OTHERWISE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ne m'appelez plus et ne m'écrivez plus",
                "stop calling and texting me",
                "no me llamen ni me escriban más"
            })
    void noCallsAndMoreIsAbsolute(String text) {
        assertThat(reader.read(event(text))).hasValueSatisfying(signal -> {
            assertThat(signal.effect()).isEqualTo(ConsentEffectKind.STOP);
            assertThat(signal.sense()).isEqualTo(ConsentSignal.Sense.PLAIN);
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "FIN",
                "annuler",
                "annuler svp",
                "retirer",
                "quitter",
                "cancel",
                "end",
                "basta",
                "إلغاء",
                "abmelden",
                "bitte abmelden",
                "Abmeldung",
                "désinscription",
                "me désinscrire",
                "afmelden",
                "uitschrijven",
                "cancellami",
                "desinscrever",
                "darme de baja"
            })
    void oneOfTheFewMayMeanTheDialogue(String text) {
        assertThat(reader.read(event(text))).hasValueSatisfying(signal -> {
            assertThat(signal.effect()).as("a stop where nothing is open").isEqualTo(ConsentEffectKind.STOP);
            assertThat(signal.dialogueWord()).isTrue();
        });
    }

    /** Alone they say that something is done more often than that nothing more is wished. */
    @ParameterizedTest
    @ValueSource(strings = {"fini", "Terminé.", "klaar"})
    void whatIsFinishedIsAskedAbout(String text) {
        assertThat(reader.read(event(text))).hasValueSatisfying(signal -> {
            assertThat(signal.effect())
                    .as("nothing more is sent until it is answered")
                    .isEqualTo(ConsentEffectKind.HOLD);
            assertThat(signal.dialogueWord()).isTrue();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"fini", "annuler"})
    void whatIsEditedIsNoAnswer(String text) {
        InboundEvent edited = builder(text).kind(InboundEvent.Kind.EDITED_TEXT).build();
        assertThat(reader.read(edited))
                .hasValueSatisfying(signal -> assertThat(signal.dialogueWord()).isFalse());
    }

    /** By themselves they hold, or stop; what the person was sent decides whether they mean something else. */
    @ParameterizedTest
    @ValueSource(strings = {"mauvais numéro", "retirez-la", "Wil eraf"})
    void aLabelOrNewsOfACallMayMeanSomethingElse(String text) {
        assertThat(reader.read(event(text)))
                .hasValueSatisfying(
                        signal -> assertThat(signal.sense()).as(text).isEqualTo(ConsentSignal.Sense.OTHERWISE));
    }

    /** Where nothing is offered they hold, or stop. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "pas intéressée",
                "sans moi",
                "sans façon",
                "no cuenten conmigo",
                "kein Interesse",
                "retirez-moi du café",
                "Take me off the bazaar"
            })
    void aRefusalMayBeOfAnOffer(String text) {
        assertThat(reader.read(event(text)))
                .hasValueSatisfying(
                        signal -> assertThat(signal.sense()).as(text).isEqualTo(ConsentSignal.Sense.REFUSAL));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Partager mon numéro"})
    void aLabelThatOnlyResemblesAStopIsLikelyNone(String text) {
        assertThat(reader.read(event(text))).hasValueSatisfying(signal -> {
            assertThat(signal.effect()).isEqualTo(ConsentEffectKind.HOLD);
            assertThat(signal.isLikeness()).isTrue();
            assertThat(signal.sense()).isEqualTo(ConsentSignal.Sense.OTHERWISE);
        });
    }

    /** Fewer messages, or none for a time, is none of a stop; a pace that is told is neither. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "vous m'écrivez beaucoup trop souvent",
                "arrêtez de m'envoyer 4 messages d'un coup c'est pénible",
                "pouvez-vous m'écrire moins souvent ?",
                "une pause de 2 mois svp",
                "ne m'écrivez plus pendant trois semaines",
                "stop sending me four texts at once",
                "vous avez le mauvais numéro je suis pas Olivier"
            })
    void fewerOrLaterIsNoStop(String text) {
        assertThat(reader.read(event(text)).map(ConsentSignal::effect))
                .as(text)
                .isNotEqualTo(Optional.of(ConsentEffectKind.STOP));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"je reçois trop de messages, un par mois c'est bien", "trop de messages. Une fois par mois svp"})
    void howOftenIsNoStop(String text) {
        assertThat(reader.read(event(text))).as(text).isEmpty();
    }

    /** A pause, or a wish for fewer, takes nothing from what ends all messages beside it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "je fais une pause de 2 mois, désinscrivez-moi de votre liste",
                "no messages for three weeks please. Actually, unsubscribe me",
                "Trop de messages. Une fois par mois maximum. Et puis non, désinscrivez-moi",
                "Vous écrivez trop. Une fois par mois. Ne m'écrivez plus",
                "You write too often. Once a month at most. Actually no, unsubscribe me"
            })
    void aStopBesideAPauseOrAWishForFewerIsOne(String text) {
        assertThat(reader.read(event(text)).map(ConsentSignal::effect)).as(text).contains(ConsentEffectKind.STOP);
    }

    /** What may be meant of how often is asked about. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Désinscrivez-moi, vous écrivez trop, une fois par mois",
                "Me escriben demasiado. Una vez al mes. Mejor denme de baja"
            })
    void anUnclearStopBesideAWishForFewerIsAskedAbout(String text) {
        assertThat(reader.read(event(text)).map(ConsentSignal::effect)).as(text).contains(ConsentEffectKind.HOLD);
    }

    private static InboundEvent event(String text) {
        return builder(text).build();
    }

    private static EventBuilder builder(String text) {
        return new EventBuilder("telegram", "1", "key", Instant.EPOCH)
                .kind(InboundEvent.Kind.TEXT)
                .from(List.of(new AddressId("telegram", AddressKind.of("chat"), "7")))
                .text(text);
    }

    /** What more the words may mean where something is open never takes a stop away before that is looked at. */
    @Test
    void aSureStopIsAtLeastAskedAbout() throws IOException {
        List<String> stops = new ArrayList<>();
        for (String table : List.of("stop", "stop/aside", "stop/fresh", "stop/week")) {
            try (Stream<Path> files = Files.list(Path.of("src/test/resources", table))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".tsv")).toList()) {
                    Files.readAllLines(file).stream()
                            .filter(line -> line.startsWith("OPT_OUT\t") && !line.contains("\\"))
                            .map(line -> line.split("\t")[2])
                            .filter(text -> DETECTOR.detect(text).intent() == Intent.OPT_OUT)
                            .forEach(stops::add);
                }
            }
        }
        assertThat(stops).hasSizeGreaterThan(5_000).allSatisfy(text -> {
            Optional<ConsentSignal> signal = reader.read(event(text));
            assertThat(signal).as(text).isPresent();
            assertThat(signal.get().effect()).as(text).isIn(ConsentEffectKind.STOP, ConsentEffectKind.HOLD);
        });
    }
}
