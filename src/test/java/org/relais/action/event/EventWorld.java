package org.relais.action.event;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.relais.ServiceUnderTest;
import org.relais.consent.identity.IdentityService;
import org.relais.ledger.EventSource;
import org.relais.ledger.LedgerEntry;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.SandboxControl;

/** The whole service with an organiser who uses the API and people with phones on the sandbox. */
public final class EventWorld implements BeforeAllCallback, AfterAllCallback {
    private final HttpClient client = HttpClient.newHttpClient();
    private int people;

    @SuppressWarnings("NullAway.Init") // set before all tests
    public ServiceUnderTest service;

    @SuppressWarnings("NullAway.Init")
    public SandboxControl phones;

    @SuppressWarnings("NullAway.Init")
    public ApiClient api;

    @Override
    public void beforeAll(ExtensionContext context) {
        service = ServiceUnderTest.start();
        phones = service.sandbox();
        api = new ApiClient(service.address() + "/api/v1", service.token(service.organisationId(), Role.ORGANISER));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        service.close();
    }

    /** A phone that has not written yet. */
    public String telegramPhone(String name) {
        return phones.telegramPhone(7_600_000 + ++people, name);
    }

    public String whatsappPhone(String name) {
        return phones.whatsappPhone(String.format("+336399811%02d", ++people), name);
    }

    /** Lets somebody join by themselves, and returns when they have been welcomed. */
    public String volunteer(String name) {
        String phone = telegramPhone(name);
        said(phone, "/start");
        return phone;
    }

    public String whatsappVolunteer(String name) {
        String phone = whatsappPhone(name);
        said(phone, "START");
        return phone;
    }

    /** Writes from a phone and returns the next message that it gets. */
    public String said(String phone, String text) {
        long before = phones.now();
        phones.writeAndWait(phone, text);
        return text(phones.next(phone, before));
    }

    /** Presses a button and returns the next message. */
    public String pressed(String phone, String label) {
        long before = phones.now();
        phones.pressAndWait(phone, label);
        return text(phones.next(phone, before));
    }

    /** The texts of so many messages that came after a moment. */
    public List<String> received(String phone, long after, int count) {
        return phones.received(phone, after, count).stream()
                .map(message -> text((JsonObject) message))
                .toList();
    }

    public static String text(JsonObject message) {
        return message.getString("text", "");
    }

    /** An open action of a kind, as a row: nobody was offered it. */
    public long action(String kind) {
        return rows("with m as (insert into message (organisation_id, spec, created_at) values ("
                        + service.organisationId()
                        + ", '{\"language\": \"fr\", \"mention\": false, \"body\": {\"fr\": \"Offre\"}}', now()) returning id)"
                        + " insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, audience,"
                        + " created_by, created_at, opened_at) select " + service.organisationId() + ", '" + kind
                        + "', 'open', 'Action', id, id, id, '{\"everyone\": true}', 'test', now(), now() from m returning id")
                .get(0)
                .getLong("id");
    }

    /** What an organiser would write of an event. */
    public static JsonObject details(Instant startsAt) {
        return new JsonObject()
                .put("title", "Réunion du quartier 🎉")
                .put("startsAt", startsAt.truncatedTo(ChronoUnit.SECONDS))
                .put("place", "12 rue des Lilas");
    }

    /** An open event that begins then; returns it as the API shows it. */
    public JsonObject event(JsonObject details) {
        return put("/actions/" + action("event") + "/event", details);
    }

    public JsonObject put(String path, JsonObject body) {
        try {
            return api.put(path, body);
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    public JsonObject post(String path, JsonObject body) {
        try {
            return api.post(path, body);
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    public JsonObject get(String path) {
        try {
            return api.get(path);
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** A page as anybody reads it. */
    public HttpResponse<String> page(String address, String language) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Accept-Language", language)
                .header("X-Forwarded-For", "198.51.100." + (1 + people % 200))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Sends a form and returns the page that answers it. */
    public String posted(String address, String form) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("Accept-Language", "fr")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build();
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Erases the person of that name, as an owner would. */
    public void erase(String name) {
        erase(contact(name));
    }

    public void erase(long contactId) {
        try {
            new ApiClient(service.address() + "/api/v1", service.token(service.organisationId(), Role.OWNER))
                    .delete("/contacts/" + contactId);
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    /** Lets two contacts be one, with everything that follows. */
    public void merge(long one, long other) {
        long organisation = service.organisationId();
        LedgerEntry.Origin origin = new LedgerEntry.Origin(EventSource.API, null, null, "test");
        IdentityService identities = service.identities();
        ServiceUnderTest.wait(
                service.pool().withTransaction(tx -> identities.merge(tx, organisation, one, other, origin)));
    }

    /** Returns when it is so. */
    public void eventually(java.util.function.BooleanSupplier look) {
        Await.until("what the test waits for", look);
    }

    public List<Row> rows(String sql) {
        return StreamSupport.stream(
                        ServiceUnderTest.wait(service.pool().query(sql).execute())
                                .spliterator(),
                        false)
                .toList();
    }

    public long count(String fromWhere) {
        return rows("select count(*) from " + fromWhere).get(0).getLong(0);
    }

    /** The contact of that name. */
    public long contact(String name) {
        return rows("select id from contact where name = '" + name + "' and merged_into is null")
                .get(0)
                .getLong("id");
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
