package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.audience.Audience;
import org.relais.audience.AudienceStore;
import org.relais.audience.Target;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.consent.Purpose;
import org.relais.console.PageRequest;
import org.relais.contact.ContactStore;

/** Picker of people by name, to be ticked; those who are ticked already stay. */
public final class PeoplePicker {
    private static final int FOUND = 12;

    private final Pool pool;
    private final ContactStore contacts = new ContactStore();
    private final ContactListStore list = new ContactListStore();
    private final AudienceStore audiences = new AudienceStore();

    PeoplePicker(Pool pool) {
        this.pool = pool;
    }

    /**
     * Somebody to tick.
     *
     * @param refusal why the person would get nothing now; null when they would
     */
    public record Choice(long contactId, String name, boolean picked, @Nullable String refusal) {}

    /** Those picked, then those whose name holds what was searched for. */
    Future<List<Choice>> choices(PageRequest visit, Collection<Long> picked, String search) {
        return contacts.findAll(pool, visit.organisationId(), List.copyOf(picked))
                .compose(before -> found(visit, search).map(found -> {
                    Map<Long, String> people = new LinkedHashMap<>();
                    before.forEach(contact -> people.put(contact.id(), contact.name()));
                    found.forEach(contact -> people.putIfAbsent(contact.contactId(), contact.name()));
                    return people;
                }))
                .compose(people -> choices(visit, people, Set.copyOf(picked)));
    }

    private Future<List<ListedContact>> found(PageRequest visit, String search) {
        return search.isEmpty()
                ? Future.succeededFuture(List.of())
                : list.page(pool, visit.organisationId(), ContactListStore.Filter.of(search), 0, FOUND);
    }

    private Future<List<Choice>> choices(PageRequest visit, Map<Long, String> people, Set<Long> picked) {
        if (people.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Target target = new Target(
                visit.organisationId(), Audience.of(new ArrayList<>(people.keySet())), Purpose.BROADCAST, null);
        return audiences.dryRun(pool, target, 0, 1_000).map(judged -> {
            Map<Long, String> refusals = new HashMap<>();
            judged.stream()
                    .filter(person -> person.refusal() != null)
                    .forEach(person -> refusals.put(person.contactId(), person.refusal()));
            return people.entrySet().stream()
                    .map(person -> new Choice(
                            person.getKey(),
                            person.getValue(),
                            picked.contains(person.getKey()),
                            refusals.get(person.getKey())))
                    .toList();
        });
    }
}
