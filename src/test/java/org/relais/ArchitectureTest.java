package org.relais;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relais.channel.Channel;
import org.relais.channel.ChannelProvider;
import org.relais.consent.SendPermit;
import org.relais.contact.csv.CsvFault;
import org.relais.input.FaultTexts;
import org.relais.organisation.AuditStore;
import org.relais.testing.TestClasses;
import org.relais.testing.Unit;

/** Holds the house's arrows: what may use what, where SQL stands, and who may send. */
@Unit
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.relais");

    /** Each package may use only what stands before it. */
    private static final List<String> ORDER = List.of(
            "text",
            "digest",
            "config",
            "database",
            "task",
            "metrics",
            "tracing",
            "mail",
            "input",
            "organisation",
            "contact",
            "ledger",
            "ledger.anchor",
            "consent.stopword",
            "consent",
            "consent.federation",
            "consent.identity",
            "consent.privacy",
            "consent.proof",
            "consent.replay",
            "consent.verify",
            "imports",
            "channel",
            "channel.sender",
            "template",
            "template.catalogue",
            "audience",
            "delivery",
            "broadcast.brake",
            "broadcast",
            "health",
            "spending",
            "health.alarm",
            "conversation.words",
            "conversation",
            "answer",
            "group",
            "share",
            "notice",
            "linkedchat",
            "action.step",
            "action",
            "action.share",
            "action.reply",
            "action.call",
            "action.event",
            "action.question",
            "action.referral",
            "inbox",
            "picture",
            "feed",
            "inbound.intake",
            "inbound.answer",
            "inbound.reply",
            "api",
            "api.contact",
            "api.imports",
            "api.broadcast",
            "api.action",
            "api.inbox",
            "api.organisation",
            "console",
            "console.home",
            "console.contact",
            "console.inbox",
            "console.organisation",
            "console.broadcast",
            "console.action",
            "console.sender",
            "shard",
            "backup",
            "app.http",
            "app",
            "app.process",
            "cli",
            "demo");

    /** Names that were given up for the field's own terms; none comes back. */
    private static final Set<String> RETIRED = Set.of(
            "Parts",
            "Gathering",
            "Acting",
            "Sharing",
            "People",
            "ActionRoom",
            "ConsoleWiring",
            "Workplace",
            "LocatedDatabase",
            "Upkeep",
            "EngineRoom",
            "Workshop",
            "Slots",
            "Pacing",
            "PaceGroup",
            "PersonLines",
            "UniqueWindow",
            "Wish",
            "Asked",
            "Taken",
            "Tried",
            "Heard",
            "Place",
            "ConsentLane",
            "GroupCommit",
            "Turns",
            "Pressure",
            "Arrivals",
            "Received",
            "Signalled",
            "Applied",
            "Owed",
            "Waited",
            "Enforcement",
            "Conclusions",
            "LastWord",
            "LastWords",
            "Encounter",
            "Reception",
            "Voice",
            "Speech",
            "Visit",
            "Wording",
            "Witness",
            "Doorkeeper",
            "Letterhead",
            "Brought",
            "Edge",
            "FaultWords",
            "Unknown",
            "Ground",
            "Patience",
            "Marks",
            "Cast",
            "Office",
            "Books",
            "Temper",
            "Standing",
            "Draft",
            "Answer");

    @Test
    void packagesUseOnlyWhatStandsAbove() {
        ArchRule rule = classes().should(new ArchCondition<>("use only packages that stand above") {
            @Override
            public void check(JavaClass origin, ConditionEvents events) {
                int position = ORDER.indexOf(room(origin));
                if (position < 0) {
                    return;
                }
                origin.getDirectDependenciesFromSelf().forEach(dependency -> {
                    int other = ORDER.indexOf(room(dependency.getTargetClass()));
                    if (other > position) {
                        events.add(SimpleConditionEvent.violated(dependency, dependency.getDescription()));
                    }
                });
            }
        });
        rule.check(CLASSES);
    }

    @Test
    void nobodyDependsOnAPlatform() {
        List<String> platforms = CLASSES.stream()
                .filter(type -> type.isAssignableTo(ChannelProvider.class) && !type.isInterface())
                .map(type -> type.getPackageName() + "..")
                .toList();
        assertThat(platforms).hasSizeGreaterThan(1);
        for (String platform : platforms) {
            noClasses()
                    .that()
                    .resideOutsideOfPackage(platform)
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage(platform)
                    .check(CLASSES);
        }
    }

    /** Nor does the rest speak to it otherwise: only what starts it names it. */
    @Test
    void onlyWhatStartsTheSandboxUsesIt() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "org.relais.sandbox..",
                        "org.relais.pages.sandbox..",
                        "org.relais.app.process..",
                        "org.relais.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.relais.sandbox..")
                .check(CLASSES);
    }

    @Test
    void theSandboxSpeaksOnlyHttpToTheRest() {
        ArchRule rule = noClasses()
                .that()
                .resideInAPackage("org.relais.sandbox..")
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are ours and not the sandbox's",
                        target -> target.getPackageName().startsWith("org.relais")
                                && !target.getPackageName().startsWith("org.relais.sandbox")
                                && !target.getPackageName().startsWith("org.relais.pages")));
        rule.check(CLASSES);
    }

    @Test
    void onlyDeliverySends() {
        ArchRule rule = noClasses()
                .that()
                .resideOutsideOfPackages("org.relais.delivery..", "org.relais.channel..")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "is Channel.send",
                        (JavaMethodCall call) -> call.getTarget().getName().equals("send")
                                && call.getTargetOwner().isAssignableTo(Channel.class)));
        rule.check(CLASSES);
    }

    @Test
    void onlyConsentMakesPermits() {
        ArchRule rule = noClasses()
                .that()
                .resideOutsideOfPackage("org.relais.consent")
                .should()
                .callConstructorWhere(DescribedPredicate.describe(
                        "makes a permit", call -> call.getTargetOwner().isEquivalentTo(SendPermit.class)));
        rule.check(CLASSES);
    }

    private static final Set<String> SQL_METHODS = Set.of("query", "preparedQuery", "prepare");

    @Test
    void sqlStandsInStores() {
        ArchRule rule = noClasses()
                .that()
                .haveNameNotMatching(".*Store(\\$.*)?")
                .and()
                .resideOutsideOfPackages("org.relais.database..", "org.relais.bench..")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "runs SQL",
                        (JavaMethodCall call) ->
                                SQL_METHODS.contains(call.getTarget().getName())
                                        && (call.getTargetOwner().isAssignableTo(SqlClient.class)
                                                || call.getTargetOwner().isAssignableTo(SqlConnection.class))));
        rule.check(CLASSES);
    }

    /** So that none is forgotten when a group is run, nor by Maven, which finds them by their names. */
    @Test
    void everyTestClassIsInItsGroupAndIsFound() {
        assertThat(TestClasses.withTests()).isNotEmpty().allSatisfy(type -> {
            assertThat(type.getSimpleName()).as("name that Maven looks for").matches(".*(Test|IT)");
            assertThat(TestClasses.groups(type))
                    .as(
                            "%s needs its one group, of org.relais.testing: Unit, NeedsDatabase, NeedsBrowser, Slow, Failover",
                            type.getName())
                    .containsExactly(TestClasses.group(type));
        });
    }

    private static final int MOST_PARAMETERS = 6;

    /** What takes more is two things, or takes parts of something that has no name yet. A record's components are data. */
    @Test
    void constructorsTakeSixParametersAtMost() {
        ArchRule rule = classes().should(new ArchCondition<>("have constructors of at most six parameters") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (type.isAnonymousClass() || type.isLocalClass()) {
                    return;
                }
                type.getConstructors().stream()
                        .filter(constructor ->
                                constructor.getRawParameterTypes().size() - hidden(type) > MOST_PARAMETERS
                                        && !isCanonical(constructor))
                        .forEach(constructor ->
                                events.add(SimpleConditionEvent.violated(constructor, constructor.getDescription())));
            }
        });
        rule.check(CLASSES);
    }

    /** What a library's interface has us take. */
    private static boolean isTheirs(JavaMethod method) {
        return method.getOwner().getAllRawInterfaces().stream()
                .filter(type -> !type.getPackageName().startsWith("org.relais"))
                .flatMap(type -> type.getMethods().stream())
                .anyMatch(theirs -> theirs.getName().equals(method.getName())
                        && theirs.getRawParameterTypes().equals(method.getRawParameterTypes()));
    }

    /** As of constructors; what only copies a record within itself takes its parts, which are data. */
    @Test
    void methodsTakeSixParametersAtMost() {
        ArchRule rule = methods()
                .that(DescribedPredicate.describe("are written by hand", ArchitectureTest::isWritten))
                .should(new ArchCondition<>("take at most six parameters") {
                    @Override
                    public void check(JavaMethod method, ConditionEvents events) {
                        boolean copy = method.getOwner().isRecord()
                                && method.getModifiers().contains(JavaModifier.PRIVATE);
                        if (!copy
                                && !isTheirs(method)
                                && method.getRawParameterTypes().size() > MOST_PARAMETERS) {
                            events.add(SimpleConditionEvent.violated(method, method.getDescription()));
                        }
                    }
                });
        rule.check(CLASSES);
    }

    private static boolean isWritten(JavaMethod method) {
        return !method.getModifiers().contains(JavaModifier.SYNTHETIC)
                && !method.getOwner().getPackageName().startsWith("org.relais.pages");
    }

    private static boolean isCanonical(JavaConstructor constructor) {
        return constructor.getOwner().isRecord()
                && constructor.reflect().getParameterCount()
                        == constructor.getOwner().reflect().getRecordComponents().length;
    }

    /** Parameters that the compiler adds: name and ordinal of a constant, the instance around an inner class. */
    private static int hidden(JavaClass type) {
        return type.isEnum() ? 2 : type.isInnerClass() ? 1 : 0;
    }

    /** A fault has no words before an answer is written; a fault of a file is worded in files of refused rows too. */
    @Test
    void faultsAreWordedAtTheEdge() {
        ArchRule rule = noClasses()
                .that()
                .resideOutsideOfPackages("org.relais.input..", "org.relais.api..", "org.relais.console..")
                .and()
                .doNotBelongToAnyOf(CsvFault.class)
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(FaultTexts.class);
        rule.check(CLASSES);
    }

    /** API and console translate; who may, the change and its audit row are for services. Signing in is the console's own. */
    @Test
    void doorsChangeNothingThemselves() {
        ArchRule rule = noClasses()
                .that()
                .resideInAnyPackage("org.relais.api..", "org.relais.console..")
                .and()
                .doNotHaveSimpleName("Sessions")
                .should()
                .callMethodWhere(DescribedPredicate.describe(
                        "opens a transaction or writes an audit row",
                        (JavaMethodCall call) -> call.getTarget().getName().equals("withTransaction")
                                || call.getTarget().getName().equals("write")
                                        && call.getTargetOwner().isEquivalentTo(AuditStore.class)));
        rule.check(CLASSES);
    }

    /** Packages as deep as they go; templates include each other across their folders. */
    @Test
    void noCycles() {
        ArchRule rule = slices().matching("org.relais.(**)").should().beFreeOfCycles();
        rule.check(CLASSES.that(DescribedPredicate.describe(
                "are no templates", type -> !type.getPackageName().startsWith("org.relais.pages"))));
    }

    /** One name, one type, tests and their fixtures among them: who searches for it finds what is meant. */
    @Test
    void noNameIsUsedTwice() throws IOException {
        Set<String> seen = new HashSet<>();
        List<String> twice = Stream.concat(sources("main").stream(), sources("test").stream())
                .map(file -> file.getFileName().toString())
                .filter(name -> !name.equals("package-info.java"))
                .filter(name -> !seen.add(name))
                .toList();
        assertThat(seen).isNotEmpty();
        assertThat(twice).isEmpty();
    }

    private static List<Path> sources(String where) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src", where, "java"))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }

    private static final int MOST_FILES = 40;

    /** What holds more is more than one room. {@code delivery} stays flat: what is private to its package guards the permit. */
    @Test
    void foldersHoldFortyFilesAtMost() throws IOException {
        Map<Path, Long> folders = sources("main").stream()
                .filter(file -> !file.getParent().endsWith("org/relais/delivery"))
                .collect(Collectors.groupingBy(Path::getParent, Collectors.counting()));
        assertThat(folders).isNotEmpty();
        assertThat(folders.entrySet())
                .filteredOn(folder -> folder.getValue() > MOST_FILES)
                .isEmpty();
    }

    /** Words that are verbs and nothing else in this house; a hold, a look or an answer may well begin. */
    private static final Set<String> VERBS = Set.of(
            "Adds",
            "Asks",
            "Comes",
            "Deletes",
            "Does",
            "Fetches",
            "Finds",
            "Follows",
            "Gives",
            "Hands",
            "Has",
            "Is",
            "Keeps",
            "Lets",
            "Makes",
            "Moves",
            "Opens",
            "Puts",
            "Reads",
            "Remembers",
            "Replaces",
            "Returns",
            "Says",
            "Sends",
            "Takes",
            "Tells",
            "Told",
            "Was",
            "Writes");

    private static final Pattern DOC = Pattern.compile("/?\\*+ +(\\w+)?.*");
    private static final Pattern TYPE = Pattern.compile("[a-z -]*\\b(class|record|interface|enum) [A-Z].*");

    @Test
    void typesAreDescribedByNouns() throws IOException {
        List<String> verbs = new ArrayList<>();
        for (Path file : sources("main")) {
            String first = "";
            for (String line : Files.readAllLines(file)) {
                Matcher doc = DOC.matcher(line.strip());
                if (line.strip().startsWith("/**")) {
                    first = "";
                }
                if (doc.matches() && first.isEmpty()) {
                    first = Objects.requireNonNullElse(doc.group(1), "");
                } else if (TYPE.matcher(line.strip()).matches() && VERBS.contains(first)) {
                    verbs.add(file + ": " + first + " … " + line.strip());
                }
                if (!line.strip().startsWith("*") && line.matches(".*[;{}]")) {
                    first = "";
                }
            }
        }
        assertThat(verbs).isEmpty();
    }

    @Test
    void noRetiredNameComesBack() {
        ArchRule rule = classes().should(new ArchCondition<>("have a name of the field") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                String name = type.getSimpleName();
                boolean ours = type.isTopLevelClass() && !room(type).equals("sandbox");
                if (ours && (RETIRED.contains(name) || name.endsWith("Desk"))) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " has a retired name"));
                }
            }
        });
        rule.check(CLASSES);
    }

    /** The longest room of {@link #ORDER} that the class stands in, else the first part of its package. */
    private static String room(JavaClass type) {
        String name = type.getPackageName() + ".";
        String prefix = "org.relais.";
        if (!name.startsWith(prefix)) {
            return "";
        }
        String inside = name.substring(prefix.length());
        return ORDER.stream()
                .filter(one -> inside.startsWith(one + "."))
                .max(Comparator.comparingInt(String::length))
                .orElse(inside.contains(".") ? inside.substring(0, inside.indexOf('.')) : "");
    }
}
