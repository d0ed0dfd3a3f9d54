package org.relais.console.action;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.util.List;
import org.relais.consent.ContactListStore;
import org.relais.consent.ListedContact;
import org.relais.console.PageRequest;

/** Those who bear a name that is looked for among the people of an action. */
record Namesakes(Pool pool) {
    /** So many are looked for. */
    private static final int MOST = 500;

    private static final ContactListStore PEOPLE = new ContactListStore();

    Future<List<Long>> of(PageRequest visit, String name) {
        return PEOPLE.page(
                        pool,
                        visit.organisationId(),
                        ContactListStore.Filter.of(name).seenBy(visit.actor()),
                        0,
                        MOST)
                .map(found -> found.stream().map(ListedContact::contactId).toList());
    }
}
