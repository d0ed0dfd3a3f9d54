package org.relais.sandbox.world;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message in a conversation: received by the phone, or written on it. Mutable where the platform
 * lets a message change after it was sent: edited, deleted, ticks, a toast after a press.
 */
public final class ChatMessage {
    private final long sequence;
    private final String id;
    private final String phone;
    private final String sender;
    private final boolean received;
    private final Instant began;
    private final long beganSequence;
    private final Instant accepted;
    private final @Nullable String callbackData;
    private final byte @Nullable [] request;
    private @Nullable String author;
    private Content content;
    private String status;
    private boolean edited;
    private boolean deleted;
    private @Nullable String toast;

    /**
     * How the platform accepted a message that the service sent.
     *
     * @param sequence place of its acceptance in the sandbox's one order of events
     * @param callbackData to be given back with its receipts
     * @param request body of the request, as it was sent
     */
    public record Acceptance(long sequence, Instant at, @Nullable String callbackData, byte @Nullable [] request) {}

    private ChatMessage(
            String id, Phone phone, String sender, Arrival arrival, Content content, @Nullable Acceptance acceptance) {
        this.sequence = acceptance == null ? arrival.sequence() : acceptance.sequence();
        this.id = id;
        this.phone = phone.id();
        this.sender = sender;
        this.received = acceptance != null;
        this.began = arrival.at();
        this.beganSequence = arrival.sequence();
        this.accepted = acceptance == null ? arrival.at() : acceptance.at();
        this.content = content;
        this.callbackData = acceptance == null ? null : acceptance.callbackData();
        this.request = acceptance == null ? null : acceptance.request();
        this.status = received ? "accepted" : "written";
    }

    /** A message that the service sent and the platform accepted. */
    public static ChatMessage received(
            String id, Phone phone, SimulatedSender sender, Arrival arrival, Content content, Acceptance acceptance) {
        return new ChatMessage(id, phone, sender.key(), arrival, content, acceptance);
    }

    /** A message that a person wrote on the phone. */
    public static ChatMessage written(String id, Phone phone, String sender, Arrival arrival, Content content) {
        return new ChatMessage(id, phone, sender, arrival, content, null);
    }

    public long sequence() {
        return sequence;
    }

    /** The platform's message id: a wamid, or Telegram's message id in decimal. */
    public String id() {
        return id;
    }

    public String phone() {
        return phone;
    }

    public String sender() {
        return sender;
    }

    /** Whether the service sent it; otherwise a person wrote it. */
    public boolean received() {
        return received;
    }

    public Instant began() {
        return began;
    }

    public long beganSequence() {
        return beganSequence;
    }

    public Content content() {
        return content;
    }

    public @Nullable String callbackData() {
        return callbackData;
    }

    /** accepted, sent, delivered, read or failed for one received; written for one that a person wrote. */
    public String status() {
        return status;
    }

    public void status(String changed) {
        status = changed;
    }

    public boolean edited() {
        return edited;
    }

    public boolean deleted() {
        return deleted;
    }

    public void delete() {
        deleted = true;
    }

    /** Replaces what is seen, as an edit does. */
    public void edit(Content changed) {
        content = changed;
        edited = true;
    }

    public @Nullable String toast() {
        return toast;
    }

    /** What the bot answered to the press of a button. */
    public void toast(String shown) {
        toast = shown;
    }

    public @Nullable String author() {
        return author;
    }

    /** Who wrote it, in a group. */
    public void author(String name) {
        author = name;
    }

    public JsonObject json() {
        JsonObject json = new JsonObject()
                .put("sequence", sequence)
                .put("id", id)
                .put("phone", phone)
                .put("sender", sender)
                .put("received", received)
                .put("beganAt", began.toString())
                .put("beganSequence", beganSequence)
                .put("acceptedAt", accepted.toString())
                .put("status", status)
                .put("edited", edited)
                .put("deleted", deleted);
        content.writeTo(json);
        if (callbackData != null) {
            json.put("callbackData", callbackData);
        }
        if (toast != null) {
            json.put("toast", toast);
        }
        if (author != null) {
            json.put("author", author);
        }
        if (request != null) {
            json.put("request", new JsonObject(new String(request, StandardCharsets.UTF_8)));
        }
        return json;
    }
}
