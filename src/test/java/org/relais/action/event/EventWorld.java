package org.relais.action.event;

import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.relais.ServiceUnderTest;
import org.relais.consent.identity.IdentityService;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerEntry;
import org.relais.testing.Http;
import org.relais.testing.ServiceFixture;

/** The whole service with an organiser who uses the API and people with phones on the sandbox. */
public final class EventWorld extends ServiceFixture {
    private final Http client = new Http();

    /** What an organiser would write of an event. */
    public static JsonObject details(Instant startsAt) {
        return new JsonObject()
                .put("title", "Réunion du quartier 🎉")
                .put("startsAt", startsAt.truncatedTo(ChronoUnit.SECONDS))
                .put("place", "12 rue des Lilas");
    }

    /** An open event that begins then, to which people come by its page; returns it as the API shows it. */
    public JsonObject event(JsonObject details) {
        JsonObject event = forEverybody(details);
        isFor(event.getLong("actionId"), 0);
        return event;
    }

    /** The same, which whoever joins is shown. */
    public JsonObject forEverybody(JsonObject details) {
        return put("/actions/" + action("event", "Action") + "/event", details);
    }

    /** A page as anybody reads it. */
    public HttpResponse<String> page(String address, String language) {
        return client.send(HttpRequest.newBuilder(URI.create(address))
                .header("Accept-Language", language)
                .header("X-Forwarded-For", "198.51.100." + (1 + people() % 200)));
    }

    /** Sends a form and returns the page that answers it. */
    public String posted(String address, String form) {
        return client.send(HttpRequest.newBuilder(URI.create(address))
                        .header("Accept-Language", "fr")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form)))
                .body();
    }

    /** Erases the person of that name, as an owner would. */
    public void erase(String name) {
        erase(contact(name));
    }

    /** Lets two contacts be one, with everything that follows. */
    public void merge(long one, long other) {
        long organisation = service.organisationId();
        LedgerEntry.Origin origin = new LedgerEntry.Origin(EventSource.API, null, null, "test");
        IdentityService identities = service.identities();
        ServiceUnderTest.wait(
                service.pool().withTransaction(tx -> identities.merge(tx, organisation, one, other, origin)));
    }

    /** Where a person stands towards an event, or the empty text. */
    public String standing(JsonObject event, String name) {
        return rows("select standing from event_answer where action_id = " + event.getLong("actionId")
                        + " and contact_id = " + contact(name))
                .stream()
                .map(row -> row.getString("standing"))
                .findFirst()
                .orElse("");
    }
}
