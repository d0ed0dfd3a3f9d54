package org.relais.testing;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.annotation.Annotation;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.platform.commons.annotation.Testable;

/** Test classes of this project, read from their class files: which there are, and which group each belongs to. */
public final class TestClasses {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.OnlyIncludeTests())
            .importPackages("org.relais");

    private static final List<Class<? extends Annotation>> GROUPS =
            List.of(Unit.class, NeedsDatabase.class, NeedsBrowser.class, Slow.class, Failover.class);

    /** Names, since a class that named the types would use them itself, and with it the test that asks. */
    private static final String BROWSER = "org.relais.testing.Browser";

    private static final Set<String> DATABASES = Set.of(
            "org.relais.testing.TestDatabase",
            "org.relais.testing.PostgresServer",
            "org.relais.database.EmbeddedDatabase");

    private TestClasses() {}

    /** Classes with test methods of whatever engine, their own or inherited. */
    public static List<JavaClass> withTests() {
        return ALL.stream()
                .filter(type -> !type.getModifiers().contains(JavaModifier.ABSTRACT))
                .filter(type ->
                        type.getAllMethods().stream().anyMatch(method -> method.isMetaAnnotatedWith(Testable.class)))
                .toList();
    }

    /** Groups that a class says it is in. */
    public static List<String> groups(JavaClass type) {
        return GROUPS.stream()
                .filter(type::isAnnotatedWith)
                .map(Class::getSimpleName)
                .toList();
    }

    /** The one group that a class is in by what it uses, itself or through other test classes; any may be slow, or lose servers. */
    public static String group(JavaClass type) {
        if (type.isAnnotatedWith(Slow.class)) {
            return Slow.class.getSimpleName();
        }
        if (type.isAnnotatedWith(Failover.class)) {
            return Failover.class.getSimpleName();
        }
        Set<String> used = used(type);
        if (used.contains(BROWSER)) {
            return NeedsBrowser.class.getSimpleName();
        }
        boolean database = DATABASES.stream().anyMatch(used::contains);
        return (database ? NeedsDatabase.class : Unit.class).getSimpleName();
    }

    private static Set<String> used(JavaClass type) {
        Set<String> seen = new HashSet<>();
        Deque<JavaClass> open = new ArrayDeque<>(List.of(type));
        while (!open.isEmpty()) {
            JavaClass next = open.remove();
            if (seen.add(next.getName()) && ALL.contain(next.getName())) {
                next.getDirectDependenciesFromSelf().stream()
                        .map(Dependency::getTargetClass)
                        .forEach(open::add);
            }
        }
        return seen;
    }
}
