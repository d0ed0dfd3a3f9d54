package org.relais.action.call;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.relais.testing.ServiceFixture;

/** The whole service with volunteers and people to call, all of whom have phones on the sandbox. */
final class CallWorld extends ServiceFixture {

    private final Map<String, String> phonesByNumber = new HashMap<>();

    /** Somebody to call, with their number; returns the number. */
    String callee(String name) {
        String phone = onWhatsApp(name);
        phonesByNumber.put(number(people()), phone);
        return number(people());
    }

    /** The phone of somebody to call. */
    String phoneOf(String number) {
        return Objects.requireNonNull(phonesByNumber.get(number));
    }

    /** An open call action with a script and a list, in which these people take part. */
    long action(JsonObject script, List<String> numbers, String... volunteers) {
        long action = action("call", "Appels");
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
        return pressedFor(phone, "Recevoir un contact", 2);
    }

    /** What stands on a phone now, edits done. */
    List<String> shown(String phone, long after) {
        return phones.get("/messages?phone=" + phone + "&after=" + after).getJsonArray("messages").stream()
                .map(message -> text((JsonObject) message))
                .toList();
    }

    JsonObject figures(long action) {
        return get("/actions/" + action + "/calls/figures");
    }

    /** Lets the lease of an action's open call run out, and returns when the contact has gone back. */
    void silence(long action) {
        rows("update call_attempt set lease_until = now() - interval '1 second' where ended_at is null and action_id = "
                + action);
        eventually(() -> count("call_attempt where ended_at is null and action_id = " + action) == 0);
    }
}
