package org.relais.audience;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.audience.AudienceStore.Unknown;
import org.relais.template.MessageSpec;
import org.relais.template.PersonalVariables;
import org.relais.template.SpecCheck;
import org.relais.template.TextTemplate;

/**
 * A variable in whose place so many people would read nothing: it is not known of them, and no words stand in for it.
 *
 * @param title the heading of the file that the column came with; null where none said it
 * @param column whether it is a free column, not a name
 * @param among how many were looked at, where that is not everybody; else 0
 */
public record Gap(String variable, @Nullable String title, boolean column, long people, long among) {
    private static final Set<String> NAMES = Set.of("name", "first_name");

    /** Variables of these messages that may leave one: not what is always known. */
    public static Set<String> possible(List<MessageSpec> messages, PersonalVariables personal) {
        return messages.stream()
                .flatMap(message -> {
                    Set<String> unsure = new TreeSet<>(SpecCheck.contactVariables(message, personal));
                    unsure.addAll(NAMES);
                    return message.bodies().keySet().stream()
                            .flatMap(language -> in(message, language))
                            .filter(unsure::contains);
                })
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those of messages of which everybody gets one, that of most people first. */
    public static List<Gap> of(List<MessageSpec> messages, List<Unknown> unknown) {
        Map<String, Gap> gaps = new TreeMap<>();
        unknown.stream()
                .filter(each -> messages.stream()
                        .anyMatch(message -> in(message, each.language()).anyMatch(each.variable()::equals)))
                .forEach(each -> gaps.merge(each.variable(), gap(each), Gap::and));
        return gaps.values().stream()
                .sorted(Comparator.comparingLong(Gap::people).reversed())
                .toList();
    }

    /** What people call it. */
    public String label() {
        return FreeColumn.label(variable, title);
    }

    private static Gap gap(Unknown unknown) {
        return new Gap(
                unknown.variable(),
                unknown.title(),
                !NAMES.contains(unknown.variable()),
                unknown.people(),
                unknown.looked() < AudienceStore.LOOKED_AT ? 0 : unknown.looked());
    }

    private Gap and(Gap other) {
        return new Gap(variable, title, column, people + other.people, among);
    }

    /** Variables without words in their place, of what a reader of a language gets. */
    private static Stream<String> in(MessageSpec message, String language) {
        TextTemplate body =
                message.bodies().getOrDefault(language, message.bodies().get(message.language()));
        return Stream.concat(
                        Stream.ofNullable(body),
                        message.template().stream()
                                .flatMap(template -> template.wordings().values().stream())
                                .flatMap(wording -> wording.parameters().stream()))
                .flatMap(text -> text.gaps().stream());
    }
}
