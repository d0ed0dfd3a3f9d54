package org.relais.sandbox.telegram;

import io.vertx.core.json.JsonObject;
import org.relais.sandbox.telegram.TelegramMethods.Call;
import org.relais.sandbox.world.Content;

/** {@code sendLocation} and {@code sendVenue}. */
final class PlaceMethods {
    private PlaceMethods() {}

    static JsonObject location(SendMethods sending, Call call) {
        JsonObject location = coordinates(call);
        return sending.deliver(
                call,
                Content.text("location", location.getValue("latitude") + ", " + location.getValue("longitude")),
                SendMethods.Words.NONE,
                new JsonObject().put("location", location));
    }

    static JsonObject venue(SendMethods sending, Call call) {
        JsonObject location = coordinates(call);
        String title = call.parameters().text("title");
        String address = call.parameters().text("address");
        if (title.isEmpty()) {
            throw Refusal.badRequest("venue title is empty");
        }
        if (address.isEmpty()) {
            throw Refusal.badRequest("venue address is empty");
        }
        JsonObject venue =
                new JsonObject().put("location", location).put("title", title).put("address", address);
        return sending.deliver(
                call,
                Content.text("location", title + "\n" + address),
                SendMethods.Words.NONE,
                new JsonObject().put("location", location).put("venue", venue));
    }

    private static JsonObject coordinates(Call call) {
        return new JsonObject()
                .put("latitude", degrees(call, "latitude", 90))
                .put("longitude", degrees(call, "longitude", 180));
    }

    private static double degrees(Call call, String name, double most) {
        String given = call.parameters().text(name);
        if (given.isEmpty()) {
            throw Refusal.badRequest(name + " is empty");
        }
        try {
            double degrees = Double.parseDouble(given);
            if (Math.abs(degrees) <= most) {
                return degrees;
            }
        } catch (NumberFormatException noNumber) {
            // As one that is too large.
        }
        throw Refusal.badRequest("valid " + name + " must be specified");
    }
}
