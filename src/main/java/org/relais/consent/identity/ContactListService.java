package org.relais.consent.identity;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.List;
import org.relais.contact.ContactLimits;
import org.relais.contact.ContactStore;
import org.relais.contact.ContactStore.Tagged;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Permission;

/** What is done with many people of a list at once. */
public final class ContactListService {
    private final Pool pool;
    private final InstantSource clock;
    private final AuditStore audit;
    private final ContactStore contacts = new ContactStore();

    public ContactListService(Pool pool, InstantSource clock) {
        this.pool = pool;
        this.clock = clock;
        this.audit = new AuditStore(clock);
    }

    /**
     * Gives tags to people and takes others from them; a tag that is in both lists goes.
     *
     * @return how many have other tags now, and who of them is not there; fails with {@link InvalidInputException}, and
     *     nothing was changed, when somebody would have more than {@link ContactLimits#TAGS}
     */
    public Future<Tagged> tag(Actor actor, List<Long> contactIds, List<String> add, List<String> remove) {
        return actor.permitted(Permission.CONTACTS)
                .compose(permitted -> pool.withTransaction(transaction -> contacts.tag(
                                transaction,
                                actor.organisationId(),
                                contactIds,
                                new ContactStore.Tags(add, remove),
                                clock.instant())
                        .compose(tagged -> tagged.most() > ContactLimits.TAGS
                                ? Future.failedFuture(new InvalidInputException(
                                        "add", FaultCode.TOO_MANY_ENTRIES, tagged.most(), ContactLimits.TAGS))
                                : Future.succeededFuture(tagged))
                        .compose(tagged -> tagged.changed() == 0
                                ? Future.succeededFuture(tagged)
                                : noted(transaction, actor, "contact.tag", detail(tagged, add, remove))
                                        .map(tagged))));
    }

    private static JsonObject detail(Tagged tagged, List<String> add, List<String> remove) {
        JsonObject detail = new JsonObject().put("contacts", tagged.changed());
        if (!add.isEmpty()) {
            detail.put("gave", String.join(", ", add));
        }
        return remove.isEmpty() ? detail : detail.put("took", String.join(", ", remove));
    }

    /** Notes that somebody takes the list along as a file. */
    public Future<Void> exported(Actor actor) {
        return actor.permitted(Permission.ADDRESSES)
                .compose(permitted -> noted(pool, actor, "contact.list-export", new JsonObject()));
    }

    private Future<Void> noted(SqlClient client, Actor actor, String deed, JsonObject detail) {
        return audit.write(client, actor, deed, "organisation:" + actor.organisationId(), detail);
    }
}
