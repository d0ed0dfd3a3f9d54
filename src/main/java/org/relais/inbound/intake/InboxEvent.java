package org.relais.inbound.intake;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Card;
import org.relais.channel.InboundEvent.Kind;
import org.relais.contact.AddressId;

/**
 * An event made fit to be stored: of bounded size, with a key short enough for an index, and its place in the queue.
 *
 * @param event bounded; said in a group, it keeps neither words nor people
 * @param key unique per channel and sender; the platform's own unless that is too long
 * @param person events with the same value are worked in order; null when order does not matter
 */
record InboxEvent(InboundEvent event, Key key, @Nullable Long person) {
    /** Longer than any platform lets a person write (4,096), with room to spare. */
    private static final int TEXT_LIMIT = 10_000;

    private static final int WORD_LIMIT = 1_000;
    private static final int KEY_LIMIT = 200;
    private static final int CARD_LIMIT = 50;

    /** The three columns that recognise a redelivery; ordered, so that two batches never wait for each other. */
    record Key(String channel, String sender, String event) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byChannel = channel.compareTo(other.channel);
            int bySender = byChannel != 0 ? byChannel : sender.compareTo(other.sender);
            return bySender != 0 ? bySender : event.compareTo(other.event);
        }
    }

    static InboxEvent of(InboundEvent raw) {
        InboundEvent event = bounded(raw);
        Key key = new Key(event.channel(), event.senderExternalId(), event.eventKey());
        return new InboxEvent(event, key, personOf(event));
    }

    /** Each key once, its first event, in the order given. */
    static List<InboxEvent> once(List<InboxEvent> events) {
        Map<Key, InboxEvent> byKey = new LinkedHashMap<>();
        events.forEach(event -> byKey.putIfAbsent(event.key(), event));
        return List.copyOf(byKey.values());
    }

    /** In the order in which rows are stored. */
    static List<InboxEvent> byKey(List<InboxEvent> events) {
        return events.stream().sorted(Comparator.comparing(InboxEvent::key)).toList();
    }

    private static InboundEvent bounded(InboundEvent event) {
        boolean group = event.group();
        // A group that becomes another is what it is about, and nobody in it.
        boolean moved = event.kind() == InboundEvent.Kind.IDENTITY_CHANGED;
        return new InboundEvent(
                event.channel(),
                shortened(event.senderExternalId()),
                event.kind(),
                shortened(event.eventKey()),
                event.platformTime(),
                group && !moved ? List.of() : event.from(),
                group && !moved ? List.of() : event.previous(),
                group,
                group ? null : cut(event.text(), TEXT_LIMIT),
                group ? null : cut(event.buttonPayload(), WORD_LIMIT),
                cut(event.contextExternalId(), WORD_LIMIT),
                cut(event.externalId(), WORD_LIMIT),
                event.status(),
                event.deliveryId(),
                cut(event.errorCode(), WORD_LIMIT),
                group ? null : cut(event.startPayload(), WORD_LIMIT),
                group ? List.of() : cards(event.cards()),
                group ? null : cut(event.displayName(), WORD_LIMIT),
                cut(event.language(), WORD_LIMIT),
                event.forwarded(),
                event.failure());
    }

    private static List<Card> cards(List<Card> cards) {
        return cards.size() <= CARD_LIMIT ? cards : cards.subList(0, CARD_LIMIT);
    }

    /** At most so many UTF-16 units, without leaving half a pair, which PostgreSQL would refuse. */
    private static @Nullable String cut(@Nullable String text, int limit) {
        if (text == null || text.length() <= limit) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(limit - 1)) ? limit - 1 : limit);
    }

    private static @Nullable Long personOf(InboundEvent event) {
        if (event.kind() == Kind.STATUS || event.from().isEmpty()) {
            return null;
        }
        AddressId first = event.from().get(0);
        return ByteBuffer.wrap(digest(first.channel() + ':' + first.identifier()))
                .getLong();
    }

    private static String shortened(String text) {
        return text.length() <= KEY_LIMIT ? text : "sha256:" + HexFormat.of().formatHex(digest(text));
    }

    private static byte[] digest(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
