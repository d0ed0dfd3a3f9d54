package org.relais.sandbox.whatsapp;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.PhoneButton;

/** Flows of all accounts: made as drafts, published once, opened by messages, and filled in. */
final class Flows {
    private static final Set<String> CATEGORIES = Set.of(
            "SIGN_UP",
            "SIGN_IN",
            "APPOINTMENT_BOOKING",
            "LEAD_GENERATION",
            "CONTACT_US",
            "CUSTOMER_SUPPORT",
            "SURVEY",
            "SHOPPING",
            "OTHER");
    private static final int LONGEST_LABEL = 30;

    private final Map<String, Flow> all = new LinkedHashMap<>();

    private record Flow(String id, String account, String name, FlowJson json, boolean published) {}

    /** The account of a flow; empty when there is none of that id. */
    Optional<String> account(String id) {
        return Optional.ofNullable(all.get(id)).map(Flow::account);
    }

    /** {@code POST /{account}/flows}: a draft, with what is wrong about it. */
    JsonObject create(String id, String account, JsonObject body) {
        String name = MessageReader.text(body, "name");
        if (name.isBlank() || name.length() > 200) {
            throw GraphError.parameter("Param name must be 1 to 200 characters long.");
        }
        JsonArray categories = body.getValue("categories") instanceof JsonArray given ? given : new JsonArray();
        if (categories.isEmpty() || !categories.stream().allMatch(CATEGORIES::contains)) {
            throw GraphError.parameter("Param categories must be one or more of " + CATEGORIES + ".");
        }
        if (all.values().stream()
                .anyMatch(flow -> flow.account().equals(account) && flow.name().equals(name))) {
            throw GraphError.parameter("Flow name is not unique");
        }
        FlowJson json = FlowJson.of(MessageReader.text(body, "flow_json"));
        all.put(id, new Flow(id, account, name, json, false));
        JsonArray errors = new JsonArray();
        json.errors()
                .forEach(error -> errors.add(new JsonObject()
                        .put("error", "INVALID_PROPERTY_VALUE")
                        .put("error_type", "FLOW_JSON_ERROR")
                        .put("message", error)));
        return new JsonObject().put("id", id).put("success", errors.isEmpty()).put("validation_errors", errors);
    }

    /** {@code POST /{flow}/publish}: from then on it can be sent, and stays as it is. */
    JsonObject publish(String id) {
        Flow flow = all.get(id);
        if (flow == null || flow.published() || !flow.json().errors().isEmpty()) {
            throw GraphError.of(
                    139002, flow == null ? null : String.join(" ", flow.json().errors()));
        }
        all.put(id, new Flow(id, flow.account(), flow.name(), flow.json(), true));
        return new JsonObject().put("success", true);
    }

    /** The button of a message of type flow, as its parameters say. */
    static PhoneButton button(JsonObject action) {
        if (!"flow".equals(MessageReader.text(action, "name"))) {
            throw GraphError.parameter("Param interactive['action']['name'] must be one of {FLOW}.");
        }
        JsonObject parameters = MessageReader.part(action, "parameters");
        if (!"3".equals(MessageReader.text(parameters, "flow_message_version"))) {
            throw GraphError.parameter("Param flow_message_version must be one of {3}.");
        }
        String id = MessageReader.text(parameters, "flow_id");
        String label = MessageReader.text(parameters, "flow_cta");
        if (id.isEmpty() || label.isBlank()) {
            throw GraphError.parameter("The parameters flow_id and flow_cta are required.");
        }
        if (label.length() > LONGEST_LABEL) {
            throw GraphError.parameter("Param flow_cta must be at most 30 characters long.");
        }
        if (!"navigate".equals(parameters.getString("flow_action", "navigate"))) {
            throw GraphError.parameter("Param flow_action must be navigate for a flow without an endpoint.");
        }
        return new PhoneButton(PhoneButton.Kind.FORM, label, parameters.getString("flow_token", "unused"), id);
    }

    /** What a message of type flow opens; a draft, another account's or an unknown one can't be sent. */
    Content opened(String account, Content content, JsonObject message) {
        PhoneButton button = content.buttons().get(0);
        Flow flow = all.get(String.valueOf(button.description()));
        if (flow == null || !flow.account().equals(account)) {
            throw GraphError.of(131009, "Flow with ID " + button.description() + " does not exist in this account.");
        }
        if (!flow.published()) {
            throw GraphError.of(131009, "Flow with ID " + flow.id() + " is in draft state.");
        }
        String screen = screen(message);
        if (screen != null && !screen.equals(flow.json().screen())) {
            throw GraphError.of(131009, "Screen " + screen + " is not in the flow.");
        }
        return content.withForm(new Content.Form(
                flow.json().title(),
                flow.json().send(),
                button.data(),
                flow.json().fields()));
    }

    private static @Nullable String screen(JsonObject message) {
        JsonObject parameters = MessageReader.part(
                MessageReader.part(MessageReader.part(message, "interactive"), "action"), "parameters");
        return parameters.getValue("flow_action_payload") instanceof JsonObject payload
                ? MessageReader.text(payload, "screen")
                : null;
    }

    /**
     * The app's answer to what was filled in, with its own checks.
     *
     * @throws InvalidField naming what the app would not let go
     */
    JsonObject filledIn(PhoneButton button, Content.Form form, JsonObject values) {
        Map<String, String> given = new LinkedHashMap<>();
        for (Content.Field field : form.fields()) {
            given.put(
                    field.name(),
                    value(field, values.getString(field.name(), "").strip()));
        }
        JsonObject response = new JsonObject();
        Optional.ofNullable(all.get(String.valueOf(button.description()))).ifPresent(flow -> flow.json()
                .payload()
                .forEach((name, field) -> response.put(name, given.getOrDefault(field, ""))));
        response.put("flow_token", form.token());
        return new JsonObject()
                .put("type", "nfm_reply")
                .put(
                        "nfm_reply",
                        new JsonObject()
                                .put("name", "flow")
                                .put("body", "Sent")
                                .put("response_json", response.encode()));
    }

    private static String value(Content.Field field, String typed) {
        if (typed.isEmpty()) {
            if (field.required()) {
                throw new InvalidField(field.name(), "must be filled in");
            }
            return typed;
        }
        if (!field.options().isEmpty()) {
            return field.options().entrySet().stream()
                    .filter(option ->
                            List.of(option.getKey(), option.getValue()).contains(typed))
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow(() -> new InvalidField(
                            field.name(), "must be one of " + field.options().values()));
        }
        if (typed.length() > field.longest()) {
            throw new InvalidField(field.name(), "must be at most " + field.longest() + " characters");
        }
        if (field.number() && !typed.matches("-?\\d+([.,]\\d+)?")) {
            throw new InvalidField(field.name(), "must be a number");
        }
        return typed;
    }
}
