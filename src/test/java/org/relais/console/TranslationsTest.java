package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relais.action.call.CallResult;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.MediaAnswer;
import org.relais.consent.Purpose;
import org.relais.consent.stopword.RightsKind;
import org.relais.contact.ConsentClass;
import org.relais.contact.ConsentState;
import org.relais.contact.csv.ColumnMeaning;
import org.relais.imports.ImportKind;
import org.relais.imports.ImportState;
import org.relais.inbox.InboundMessage;
import org.relais.input.FaultCode;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerKind;
import org.relais.organisation.OrganisationKind;
import org.relais.organisation.Role;
import org.relais.testing.Unit;

/** Both languages say the same things, and the pages ask for nothing that is not there. */
@Unit
class TranslationsTest {
    private static final Translations FRENCH = Translations.in("fr");
    private static final Set<String> KEYS = FRENCH.keys();
    private static final Translations ENGLISH = Translations.in("en");

    @Test
    void bothLanguagesHaveTheSameTextsWithTheSameArguments() {
        assertThat(ENGLISH.keys()).isEqualTo(KEYS);
        for (String key : KEYS) {
            assertThat(ENGLISH.arguments(key)).as(key).isEqualTo(FRENCH.arguments(key));
        }
    }

    /** What is wrong with rows of a file is told with what to do about it: for these two in the same sentence. */
    @Test
    void eachFaultOfARowHasItsRemedy() {
        Set<FaultCode> said = Set.of(FaultCode.PHONE_ROUNDED, FaultCode.TWICE_IN_FILE);
        assertThat(EnumSet.range(FaultCode.FIELD_COUNT, FaultCode.TWICE_IN_FILE).stream()
                        .filter(code -> !said.contains(code))
                        .map(code -> "import.remedy." + code.key()))
                .isSubsetOf(KEYS);
    }

    @Test
    void resultsOfCallsAreCalledAsInTheChat() throws IOException {
        for (String language : List.of("fr", "en")) {
            java.util.Properties chat = new java.util.Properties();
            try (var reader =
                    Files.newBufferedReader(Path.of("src/main/resources/texts/" + language + ".properties"))) {
                chat.load(reader);
            }
            for (CallResult result : CallResult.ALL) {
                assertThat(Translations.in(language).text("action.call.result." + result.sqlName()))
                        .isEqualTo(chat.getProperty("call.result." + result.sqlName()));
            }
        }
    }

    /** Of one that does, the last text is used and the others are forgotten. */
    @Test
    void noBundleSaysAKeyTwice() throws IOException {
        assertThat(repeated("one = 1\n# one = 2\ntwo = a \\\n  one = 3\none: 4\n"))
                .containsExactly("one");
        List<Path> bundles = files("src/main/resources", ".properties");
        assertThat(bundles).hasSizeGreaterThan(60);
        for (Path bundle : bundles) {
            assertThat(repeated(Files.readString(bundle))).as(bundle.toString()).isEmpty();
        }
    }

    /** So that none of them begins a line; documents of proof break their lines by themselves. */
    @Test
    void noFrenchSignIsPartedFromItsWord() throws IOException {
        Pattern parted = Pattern.compile("\\S [?!:;»](?!\\))|« ");
        List<Path> bundles = files("src/main/resources", ".properties").stream()
                .filter(bundle -> bundle.getFileName().toString().matches("(.*[._])?fr\\.properties"))
                .filter(bundle -> !bundle.getParent().endsWith("proof"))
                .toList();
        assertThat(bundles).hasSizeGreaterThan(20);
        for (Path bundle : bundles) {
            assertThat(Files.readAllLines(bundle).stream()
                            .filter(line -> !line.startsWith("#") && line.contains("="))
                            .map(line -> line.substring(line.indexOf('=') + 1))
                            .filter(text -> parted.matcher(text).find()))
                    .as(bundle.toString())
                    .isEmpty();
        }
    }

    /** In French nought is as one: "Un message envoyé" would be said of none. What says the one by a word says it of one only. */
    @Test
    void noFrenchTextSaysOneOfNone() throws IOException {
        Pattern one = Pattern.compile(
                "plural,\\s*one \\{(?![^{}]*(?:#|en double))(?:[^{}]*[ (\u00a0])?(?i:une?|1|seule?)[ }]");
        assertThat("{n, plural, one {Un envoi} other {# envois}}").containsPattern(one);
        for (Path bundle : files("src/main/resources/org/relais/console/text", ".fr.properties")) {
            assertThat(Files.readAllLines(bundle).stream()
                            .filter(line -> one.matcher(line).find()))
                    .as(bundle.toString())
                    .isEmpty();
        }
    }

    private static List<String> repeated(String bundle) {
        List<String> repeated = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        boolean goesOn = false;
        for (String line : bundle.lines().map(String::strip).toList()) {
            boolean begins = !goesOn && !line.isEmpty() && !line.startsWith("#") && !line.startsWith("!");
            if (begins && !seen.add(line.split("\\s*[=:\\s]", 2)[0])) {
                repeated.add(line.split("\\s*[=:\\s]", 2)[0]);
            }
            goesOn = (begins || goesOn) && line.endsWith("\\");
        }
        return repeated;
    }

    @Test
    void noTextIsEmptyOrLosesItsArgumentsToAnApostrophe() throws IOException {
        for (Path file : files("src/main/resources/org/relais/console/text", ".properties")) {
            assertThat(Files.readString(file)).as(file.toString()).doesNotContain("'");
        }
        for (Translations wording : List.of(FRENCH, ENGLISH)) {
            for (String key : wording.keys()) {
                if (wording.arguments(key).isEmpty()) {
                    assertThat(wording.text(key)).as(key).isNotBlank();
                }
            }
        }
    }

    @Test
    void noLineOfFrenchBeginsWithAPunctuationMark() throws IOException {
        Pattern loose = Pattern.compile("^[a-z].* [:;?!»]|^[a-z].*« ");
        for (Path file : files("src/main/resources/org/relais/console/text", ".fr.properties")) {
            assertThat(Files.readAllLines(file)).as(file.toString()).noneMatch(line -> loose.matcher(line)
                    .find());
        }
    }

    @Test
    void everyTextThatAPageAsksForIsThere() throws IOException {
        Pattern asked = Pattern.compile(
                "visit\\s*\\.text\\(\\s*\"([a-z0-9._-]+)\"\\s*[,)]|(?:saying|warning)\\(\\s*\"([a-z0-9._-]+)\"");
        Set<String> missing = new TreeSet<>();
        int found = 0;
        for (Path file : Stream.concat(
                        files("src/main/jte/console", ".jte").stream(),
                        files("src/main/java/org/relais/console", ".java").stream())
                .toList()) {
            Matcher matcher = asked.matcher(Files.readString(file));
            while (matcher.find()) {
                String key = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
                found++;
                if (!KEYS.contains(key)) {
                    missing.add(file.getFileName() + ": " + key);
                }
            }
        }
        assertThat(missing).isEmpty();
        assertThat(found).isGreaterThan(200);
    }

    /** Or it would stand on a page with its place still open: "no longer has an account on {channel}". */
    @Test
    void noTextIsAskedForWithoutWhatItNeeds() throws IOException {
        Pattern asked = Pattern.compile("\\btext(Or)?\\(\\s*\"([a-z0-9._-]+)\"");
        Set<String> unfilled = new TreeSet<>();
        int found = 0;
        for (Path file : Stream.concat(
                        files("src/main/jte/console", ".jte").stream(),
                        files("src/main/java/org/relais/console", ".java").stream())
                .toList()) {
            String source = Files.readString(file);
            Matcher matcher = asked.matcher(source);
            while (matcher.find()) {
                int arguments = arguments(source, matcher.end());
                boolean bare = arguments == (matcher.group(1) == null ? 1 : 2);
                boolean begun = !source.substring(matcher.end()).stripLeading().matches("(?s)[,)].*");
                String key = matcher.group(2);
                found++;
                KEYS.stream()
                        .filter(one -> bare && !FRENCH.arguments(one).isEmpty())
                        // A word of a list that is known is put together with what has no arguments.
                        .filter(one -> begun
                                ? matcher.group(1) != null && one.matches(Pattern.quote(key) + "[^.]+")
                                : one.equals(key))
                        .forEach(one -> unfilled.add(file.getFileName() + ": " + one));
            }
        }
        assertThat(unfilled)
                .as("but for what begins alike: none of these is a state, a reason, a fault or a wording")
                .containsExactlyInAnyOrder(
                        "BroadcastWords.java: broadcast.reason.other",
                        "InboxPages.java: broadcast.reason.other",
                        "faults.jte: import.group.column",
                        "hold.jte: delivery.by",
                        "hold.jte: delivery.decided",
                        "hold.jte: delivery.decided-themselves",
                        "safeguards.jte: safeguard.wording.since",
                        // An address's: show.jte says it with its channel.
                        "show.jte: refusal.deactivated");
        assertThat(found).isGreaterThan(200);
    }

    /** How many arguments a call has, from the end of its first one's beginning. */
    private static int arguments(String source, int from) {
        int count = 1;
        int depth = 1;
        boolean quoted = false;
        for (int at = from; at < source.length() && depth > 0; at++) {
            char sign = source.charAt(at);
            quoted ^= sign == '"' && source.charAt(at - 1) != '\\';
            depth += quoted ? 0 : sign == '(' ? 1 : sign == ')' ? -1 : 0;
            count += !quoted && sign == ',' && depth == 1 ? 1 : 0;
        }
        return count;
    }

    /** A key stands whole in the code, or begins as the code begins one that it puts together ({@code "sender.fact." + fact}). */
    @Test
    void everyTextIsAskedForSomewhere() throws IOException {
        StringBuilder sources = new StringBuilder();
        for (Path file : Stream.concat(
                        files("src/main/jte", ".jte").stream(), files("src/main/java/org/relais", ".java").stream())
                .toList()) {
            sources.append(Files.readString(file));
        }
        String code = sources.toString();
        // A single word before the point may be a deed of the audit trail as well: only where a text is asked for.
        Set<String> begun = new HashSet<>(Set.of("error.", "menu."));
        Pattern beginning = Pattern.compile(
                "\"([a-z][a-z0-9_-]*\\.[a-z0-9_.-]*[.-])\"|\\btext(?:Or)?\\(\\s*\"([a-z]+\\.)\"\\s*\\+");
        beginning
                .matcher(code)
                .results()
                .forEach(found -> begun.add(found.group(1) == null ? found.group(2) : found.group(1)));
        Set<String> whole = new HashSet<>();
        Pattern.compile("\"([^\"\\s]+)(?=\")").matcher(code).results().forEach(found -> whole.add(found.group(1)));
        assertThat(KEYS).allMatch(key -> whole.contains(key) || begun.stream().anyMatch(key::startsWith));
    }

    /** Those whose names stand in the code as a whole or as the step of a kind; the others are done in DeedsTest. */
    @Test
    void everyDeedOfTheAuditTrailHasItsWords() throws IOException {
        Pattern whole =
                Pattern.compile("(?:audit|AuditStore\\(\\w+\\))\\s*\\.write\\([^\";{]*\"([a-z_]+\\.[a-z_.-]*[a-z])\"");
        Pattern kind = Pattern.compile("audit\\.write\\([^\";{]*\"([a-z_]+\\.)\" *\\+");
        Pattern step = Pattern.compile("audited\\([^\";{]*\"([a-z_.-]+)\"");
        Set<String> deeds = new TreeSet<>();
        for (Path file : files("src/main/java/org/relais", ".java")) {
            String source = Files.readString(file);
            whole.matcher(source).results().forEach(found -> deeds.add(found.group(1)));
            Matcher prefix = kind.matcher(source);
            String before = prefix.find() ? prefix.group(1) : "";
            step.matcher(source).results().forEach(found -> deeds.add(before + found.group(1)));
        }
        Set<String> keys = new TreeSet<>();
        deeds.forEach(deed -> {
            keys.add("audit." + deed);
            keys.add("audit.kind." + deed.substring(0, deed.indexOf('.')));
        });
        assertThat(KEYS).containsAll(keys);
        assertThat(deeds).hasSizeGreaterThan(60).contains("broadcast.create", "linked_chat.test", "ledger.replay");
    }

    @Test
    void everyWordForAValueIsThere() {
        Set<String> keys = new HashSet<>();
        add(keys, "state.", ConsentState.values());
        add(keys, "class.", ConsentClass.values());
        add(keys, "import.class.", ConsentClass.values());
        add(keys, "ledger.", LedgerKind.values());
        add(keys, "source.", EventSource.values());
        add(keys, "purpose.", Purpose.values());
        add(keys, "thread.automatic.", Purpose.values());
        add(keys, "role.", Role.values());
        add(keys, "right.", RightsKind.values());
        add(keys, "inbox.right.todo.", RightsKind.values());
        add(keys, "inbox.message.", InboundMessage.State.values());
        add(keys, "inbox.content.", InboundMessage.Content.values());
        add(keys, "media.what.", InboundMessage.Content.values());
        add(keys, "media.reason.", MediaAnswer.Reason.values());
        keys.add("media.reason.format");
        add(keys, "import.kind.", ImportKind.values());
        add(keys, "import.state.", ImportState.values());
        ColumnMeaning.all(ChannelCatalogue.addresses()).stream()
                .filter(meaning -> meaning.account() == null)
                .forEach(meaning -> keys.add("import.column." + meaning.code()));
        add(keys, "settings.kind.", OrganisationKind.values());
        add(keys, "menu.", MenuSection.values());
        for (int status : new int[] {400, 403, 404, 405, 409, 410, 413, 500}) {
            keys.add("error." + status + ".title");
            keys.add("error." + status + ".text");
        }
        assertThat(KEYS).containsAll(keys);
    }

    @Test
    void everyReasonThatRelaisGivesADeliveryIsInWords() {
        assertThat(Stream.of(
                                "stopped",
                                "held",
                                "erased",
                                "merged",
                                "duplicate",
                                "broadcast_cancelled",
                                "action_ended",
                                "call_over",
                                "not_needed",
                                "event_answer_changed",
                                "event_changed",
                                "event_cancelled",
                                "window_closed",
                                "lease_expired",
                                "permit_expired",
                                "render_fault",
                                "no_channel",
                                "sender_removed",
                                "not_held",
                                "not_unsubscribed")
                        .map(reason -> "broadcast.reason." + reason))
                .isSubsetOf(KEYS);
    }

    /** Read where they are given. */
    @Test
    void everyStateOfADeliveryIsInWords() throws IOException {
        String schema = Files.readString(Path.of("src/main/resources/db/migration/V008__delivery.sql"));
        String states = schema.substring(schema.indexOf("check (state in"), schema.indexOf("purpose         text"));
        List<String> keys = Pattern.compile("'([a-z]+)'")
                .matcher(states)
                .results()
                .map(found -> "delivery." + found.group(1))
                .toList();
        assertThat(keys).hasSizeGreaterThan(8).contains("delivery.suppressed").isSubsetOf(KEYS);
    }

    /** Those of sending a message, read where the simulated platform has them. */
    @Test
    void everyRefusalOfThePlatformHasWordsAndAdvice() throws IOException {
        List<String> codes =
                Files.readAllLines(Path.of("src/main/resources/org/relais/sandbox/whatsapp/errors.tsv")).stream()
                        .filter(line -> !line.startsWith("#") && !line.startsWith("139"))
                        .map(line -> line.split("\t")[0])
                        .toList();
        assertThat(codes).contains("131047", "131026", "131049");
        for (String kind : List.of("broadcast.reason.", "broadcast.todo.")) {
            assertThat(codes.stream().map(kind::concat)).isSubsetOf(KEYS);
        }
    }

    /** Read where they are given, so that a new one without words is found out. */
    @Test
    void everyReasonWhySomebodyMayNotBeMessagedIsInWords() throws IOException {
        String schema = Files.readString(Path.of("src/main/resources/db/migration/V005__messageable.sql"));
        String function = schema.substring(schema.indexOf("create function refusal("));
        List<String> reasons = Pattern.compile("(?:then|else) '([a-z_]+)'")
                .matcher(function.substring(0, function.indexOf("$$;")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(reasons).hasSizeGreaterThan(10).contains("unsubscribed", "suppressed", "pending");
        for (String reason : List.of("broadcast.reason.", "refusal.")) {
            assertThat(Stream.concat(reasons.stream(), Stream.of("no_consent", "address_moved", "asked_for_less"))
                            .map(reason::concat))
                    .isSubsetOf(KEYS);
        }
    }

    @Test
    void oneIsOneInFrench() {
        assertThat(FRENCH.text("action.figure.reminded", "count", 1)).isEqualTo("relance");
        assertThat(FRENCH.text("action.figure.reminded", "count", 2)).isEqualTo("relances");
    }

    private static void add(Set<String> keys, String prefix, Enum<?>[] values) {
        Arrays.stream(values).forEach(value -> keys.add(prefix + value.name().toLowerCase(Locale.ROOT)));
    }

    private static List<Path> files(String folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(ending)).toList();
        }
    }
}
