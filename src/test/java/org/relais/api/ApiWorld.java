package org.relais.api;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.relais.ServiceUnderTest;
import org.relais.organisation.Role;
import org.relais.testing.Await;
import org.relais.testing.SandboxControl;

/** The service with an organisation that can send, its owner, organiser and viewer, and somebody of another one. */
final class ApiWorld implements BeforeAllCallback, AfterAllCallback {
    @SuppressWarnings("NullAway.Init") // set before all tests
    ServiceUnderTest service;

    @SuppressWarnings("NullAway.Init")
    ApiClient api;

    @SuppressWarnings("NullAway.Init")
    ApiClient.Caller owner;

    @SuppressWarnings("NullAway.Init")
    ApiClient.Caller organiser;

    @SuppressWarnings("NullAway.Init")
    ApiClient.Caller viewer;

    @SuppressWarnings("NullAway.Init")
    ApiClient.Caller stranger;

    private int people;

    @Override
    public void beforeAll(ExtensionContext context) {
        service = ServiceUnderTest.start();
        api = new ApiClient(service.address());
        long organisation = service.organisationId();
        owner = api.as(service.token(organisation, Role.OWNER));
        organiser = api.as(service.token(organisation, Role.ORGANISER));
        viewer = api.as(service.token(organisation, Role.VIEWER));
        stranger = api.as(service.token(service.createOrganisation("others"), Role.OWNER));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        service.close();
    }

    /** Lets somebody join from a Telegram phone, as anybody would; returns the phone's id. */
    String joinOnTelegram(String name) {
        String phone = service.sandbox().telegramPhone(7_000_000 + ++people, name);
        return join(phone, "/start");
    }

    /** Lets somebody join from a WhatsApp phone; returns the phone's id. */
    String joinOnWhatsApp(String name) {
        String phone = service.sandbox().whatsappPhone(String.format("+336399802%02d", ++people), name);
        return join(phone, "START");
    }

    /** Returns when the welcome has come, so that what comes next is what the test sends. */
    private String join(String phone, String words) {
        SandboxControl sandbox = service.sandbox();
        long before = sandbox.now();
        sandbox.writeAndWait(phone, words);
        sandbox.next(phone, before);
        return phone;
    }

    /** What {@code look} finds, as soon as it is the awaited one. */
    JsonObject eventually(Supplier<JsonObject> look, java.util.function.Predicate<JsonObject> awaited) {
        return Await.found("what the test waits for", look, awaited);
    }

    static JsonObject draft(String title, JsonObject audience, String text) {
        return new JsonObject()
                .put("title", title)
                .put("audience", audience)
                .put("message", new JsonObject().put("language", "fr").put("body", new JsonObject().put("fr", text)));
    }

    static JsonObject everyone() {
        return new JsonObject().put("everyone", true);
    }

    static JsonObject contacts(Long... ids) {
        return new JsonObject().put("contacts", new JsonArray(List.of((Object[]) ids)));
    }
}
