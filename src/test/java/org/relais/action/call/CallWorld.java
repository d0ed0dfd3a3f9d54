package org.relais.action.call;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.relais.ServiceUnderTest;
import org.relais.organisation.Role;
import org.relais.testing.ApiClient;
import org.relais.testing.Await;
import org.relais.testing.SandboxControl;

/** The whole service with volunteers and people to call, all of whom have phones on the sandbox. */
final class CallWorld implements BeforeAllCallback, AfterAllCallback {

    private final Map<String, String> phonesByNumber = new HashMap<>();
    private int people;

    @SuppressWarnings("NullAway.Init") // set before all tests
    ServiceUnderTest service;

    @SuppressWarnings("NullAway.Init")
    SandboxControl phones;

    @SuppressWarnings("NullAway.Init")
    ApiClient api;

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

    /** Somebody who joined on Telegram; returns the phone. */
    String onTelegram(String name) {
        String phone = phones.telegramPhone(7_700_000 + ++people, name);
        said(phone, "/start");
        return phone;
    }

    /** Somebody who joined on WhatsApp; returns the phone. */
    String onWhatsApp(String name) {
        String phone = phones.whatsappPhone(number(++people), name);
        said(phone, "START");
        return phone;
    }

    /** Somebody to call, with their number; returns the number. */
    String callee(String name) {
        String phone = onWhatsApp(name);
        phonesByNumber.put(number(people), phone);
        return number(people);
    }

    /** The phone of somebody to call. */
    String phoneOf(String number) {
        return Objects.requireNonNull(phonesByNumber.get(number));
    }

    private static String number(int person) {
        return String.format("+336399822%02d", person);
    }

    /** An open call action with a script and a list, in which these people take part. */
    long action(JsonObject script, List<String> numbers, String... volunteers) {
        long action = rows("with m as (insert into message (organisation_id, spec, created_at) values ("
                        + service.organisationId()
                        + ", '{\"language\": \"fr\", \"mention\": false, \"body\": {\"fr\": \"Offre\"}}', now()) returning id)"
                        + " insert into action (organisation_id, kind, state, title, message_id, offer_id, reminder_id, audience,"
                        + " created_by, created_at, opened_at) select " + service.organisationId()
                        + ", 'call', 'open', 'Appels', id, id, id, '{\"everyone\": true}', 'test', now(), now() from m returning id")
                .get(0)
                .getLong("id");
        put("/actions/" + action + "/calls/script", script);
        post("/actions/" + action + "/calls/list", new JsonObject().put("phones", new JsonArray(numbers)));
        for (String volunteer : volunteers) {
            rows(
                    "insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, answer, offered_at,"
                            + " accepted_at, active_at) values (" + service.organisationId() + ", " + action + ", "
                            + contact(volunteer) + ", " + (1_000_000 + 1_000 * action + contact(volunteer))
                            + ", 'accepted', 'yes', now(), now(), now()) returning id");
        }
        return action;
    }

    /** Goes to an action by ACTIONS and asks for a contact; returns the card and the opening. */
    List<String> firstContact(String phone) {
        said(phone, "ACTIONS");
        long before = phones.now();
        phones.writeAndWait(phone, "1");
        phones.next(phone, before);
        return pressedFor(phone, "Donner un contact", 2);
    }

    String said(String phone, String text) {
        long before = phones.now();
        phones.writeAndWait(phone, text);
        return text(phones.next(phone, before));
    }

    String pressed(String phone, String label) {
        return pressedFor(phone, label, 1).get(0);
    }

    /** Presses a button and returns so many messages. */
    List<String> pressedFor(String phone, String label, int messages) {
        long before = phones.now();
        phones.pressAndWait(phone, label);
        return received(phone, before, messages);
    }

    List<String> received(String phone, long after, int count) {
        return phones.received(phone, after, count).stream()
                .map(message -> text((JsonObject) message))
                .toList();
    }

    static String text(JsonObject message) {
        return message.getString("text", "");
    }

    /** What stands on a phone now, edits done. */
    List<String> shown(String phone, long after) {
        return phones.get("/messages?phone=" + phone + "&after=" + after).getJsonArray("messages").stream()
                .map(message -> text((JsonObject) message))
                .toList();
    }

    long contact(String name) {
        return rows("select id from contact where name = '" + name.replace("'", "''") + "' and merged_into is null")
                .get(0)
                .getLong("id");
    }

    JsonObject put(String path, JsonObject body) {
        try {
            return api.put(path, body);
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    JsonObject post(String path, JsonObject body) {
        try {
            return api.post(path, body);
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    JsonObject get(String path) {
        try {
            return api.get(path);
        } catch (IOException | InterruptedException fault) {
            throw new IllegalStateException(fault);
        }
    }

    JsonObject figures(long action) {
        return get("/actions/" + action + "/calls/figures");
    }

    List<Row> rows(String sql) {
        return StreamSupport.stream(
                        ServiceUnderTest.wait(service.pool().query(sql).execute())
                                .spliterator(),
                        false)
                .toList();
    }

    long count(String fromWhere) {
        return rows("select count(*) from " + fromWhere).get(0).getLong(0);
    }

    /** Lets the lease of an action's open call run out, and returns when the contact has gone back. */
    void silence(long action) {
        rows("update call_attempt set lease_until = now() - interval '1 second' where ended_at is null and action_id = "
                + action);
        eventually(() -> count("call_attempt where ended_at is null and action_id = " + action) == 0);
    }

    /** Returns when it is so. */
    void eventually(BooleanSupplier look) {
        Await.until("what the test waits for", look);
    }
}
