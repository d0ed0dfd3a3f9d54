package org.relais.sandbox.world;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a person does on a phone, turned into the platform's webhooks. Each action returns the webhooks
 * that it caused, oldest first; none when the platform tells the service nothing.
 */
public interface Handset {
    /**
     * Writes a text.
     *
     * @param group the group it is written in, or null for the private chat
     * @param replyTo id of the message it answers, or null
     */
    List<JournalEntry> text(
            Phone phone, SimulatedSender sender, String text, @Nullable Phone group, @Nullable String replyTo);

    /** Presses a button of a received message. */
    List<JournalEntry> press(Phone phone, SimulatedSender sender, ChatMessage message, PhoneButton button);

    /** Sends a contact card. */
    List<JournalEntry> contact(Phone phone, SimulatedSender sender, Card card);

    /** Opens the sender's link with a payload: t.me/bot?start=… or wa.me/number?text=…. */
    List<JournalEntry> open(Phone phone, SimulatedSender sender, String payload);

    /** Blocks the sender. */
    List<JournalEntry> block(Phone phone, SimulatedSender sender);

    /** Unblocks the sender. */
    List<JournalEntry> unblock(Phone phone, SimulatedSender sender);

    /** Changes a text that was written before. */
    List<JournalEntry> edit(Phone phone, SimulatedSender sender, ChatMessage message, String text);

    /**
     * Types the sender's name and a text in a chat, to choose what it offers there.
     *
     * @param to the chat: a phone or a group
     */
    default List<JournalEntry> inline(Phone phone, SimulatedSender sender, String query, Phone to) {
        throw new InvalidField("sender", "this platform has no such thing");
    }

    /** Sends what the sender offers into the chat. @param item id, title or number of it */
    default List<JournalEntry> choose(Phone phone, SimulatedSender sender, String item) {
        throw new InvalidField("sender", "this platform has no such thing");
    }

    /**
     * Fills in the form that a received message opens, and sends it.
     *
     * @param values by name of the field; a choice by its id or title
     */
    default List<JournalEntry> fill(Phone phone, SimulatedSender sender, ChatMessage message, JsonObject values) {
        throw new InvalidField("message", "this platform has no forms");
    }

    /**
     * Anything else that this platform can report.
     *
     * @param kind one of the kinds that the control API documents
     * @param event its fields
     */
    List<JournalEntry> event(@Nullable Phone phone, SimulatedSender sender, String kind, JsonObject event);

    /**
     * A contact card.
     *
     * @param name how the contact is called
     * @param number as it is written on the card
     * @param userId the contact's Telegram id, when it has one
     */
    record Card(String name, String number, @Nullable Long userId) {}
}
