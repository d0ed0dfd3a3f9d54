package org.relais.template.catalogue;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;

/**
 * What is known of the templates of an organisation.
 *
 * @param templates of all its senders, by language and name
 * @param states how each sender's were last asked for
 */
public record Catalogue(List<StoredTemplate> templates, List<State> states) {

    /**
     * How a sender's templates were last asked for.
     *
     * @param listedAt when they last came whole; null: never
     * @param fault what was wrong the last time; null: nothing
     */
    public record State(long senderId, @Nullable Instant listedAt, @Nullable CheckResult fault) {}

    public Catalogue {
        templates = List.copyOf(templates);
        states = List.copyOf(states);
    }

    /** The senders whose templates are known. */
    public Set<Long> known() {
        return states.stream()
                .filter(state -> state.listedAt() != null)
                .map(State::senderId)
                .collect(Collectors.toSet());
    }

    /** Those of one sender. */
    public List<StoredTemplate> of(long senderId) {
        return templates.stream()
                .filter(template -> template.senderId() == senderId)
                .toList();
    }

    /** The wordings of each name that any sender may send, by the platform's language code. */
    public Map<String, Map<String, StoredTemplate>> byName() {
        Map<String, Map<String, StoredTemplate>> byName = new TreeMap<>();
        templates.forEach(template -> byName.computeIfAbsent(template.name(), name -> new TreeMap<>())
                .merge(
                        template.language(),
                        template,
                        (first, other) -> first.template().approved() ? first : other));
        return byName;
    }

    /** The wording of a name for readers of one of our languages: {@code fr} before {@code fr_CA}. */
    public Optional<StoredTemplate> wording(String name, String language) {
        return byName().getOrDefault(name, Map.of()).values().stream()
                .filter(wording -> wording.language()
                        .toLowerCase(Locale.ROOT)
                        .split("_", 2)[0]
                        .equals(language))
                .findFirst();
    }
}
