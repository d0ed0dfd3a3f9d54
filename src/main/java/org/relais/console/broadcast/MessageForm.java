package org.relais.console.broadcast;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.console.PageRequest;
import org.relais.console.Translations;
import org.relais.text.Languages;

/** A form that holds a message, for the parts of pages that show its fields. */
public interface MessageForm {
    /** Languages that volunteers read, in which a message may be written. */
    List<String> LANGUAGES = Languages.ALL;

    /** Field of the languages that are shown beside those written in, with commas between. */
    String SHOWN = "languages";

    /** The text in a field; empty for none. */
    String text(String name);

    /** What is wrong with a field, by its path in the message's document; null when nothing is. */
    @Nullable
    String fault(String path);

    /** One that holds its own texts by name, and its faults by path. */
    interface Filled extends MessageForm {
        Map<String, String> texts();

        Map<String, String> faults();

        @Override
        default String text(String name) {
            return texts().getOrDefault(name, "");
        }

        @Override
        default @Nullable String fault(String path) {
            return faults().get(path);
        }
    }

    /** {@code true} for a field that is wrong, for {@code aria-invalid}; null otherwise. */
    default @Nullable String invalid(String path) {
        return fault(path) == null ? null : "true";
    }

    /** Languages that the form shows fields for: those of the console, those asked for, and those written in. */
    default List<String> languages() {
        return languages(this::text);
    }

    /** The same of fields by name. */
    static List<String> languages(UnaryOperator<String> text) {
        Set<String> asked = Set.copyOf(List.of(text.apply(SHOWN).split(",")));
        return LANGUAGES.stream()
                .filter(language -> Translations.LANGUAGES.contains(language)
                        || asked.contains(language)
                        || Stream.of("body_", "share_", "label_0_", "template_text_")
                                .anyMatch(field -> !text.apply(field + language).isEmpty()))
                .toList();
    }

    /** Whether nothing of the message has been written yet: there is nothing to show, to count or to warn of. */
    default boolean untouched() {
        return LANGUAGES.stream()
                .flatMap(language -> Stream.of("body_" + language, VariantFields.PREFIX + "body_" + language))
                .allMatch(field -> text(field).isBlank());
    }

    /** Languages in which the other of two texts is written, and this one is not. */
    default List<String> lacking(String own, String other) {
        return languages().stream()
                .filter(language -> text(own + language).isBlank() && !text(other + language).isBlank())
                .toList();
    }

    /** Languages that could be added. */
    default List<String> furtherLanguages() {
        List<String> shown = languages();
        return LANGUAGES.stream().filter(language -> !shown.contains(language)).toList();
    }

    /** The field {@link #SHOWN} with further languages. */
    default String shownWith(Collection<String> further) {
        Set<String> shown = new TreeSet<>(further);
        shown.addAll(languages());
        return String.join(",", shown);
    }

    /** The language that a press on "add a language" asks for; null when something else was pressed. */
    static @Nullable String added(PageRequest visit) {
        return visit.field("add").filter(LANGUAGES::contains).orElse(null);
    }

    /** A moment as a field for day and time has it. */
    static String local(Instant instant, ZoneId zone) {
        return LocalDateTime.ofInstant(instant, zone)
                .truncatedTo(ChronoUnit.MINUTES)
                .toString();
    }

    /** Writing direction of a field, for {@code dir}. */
    static String direction(String language) {
        return language.equals("ar") ? "rtl" : "auto";
    }
}
