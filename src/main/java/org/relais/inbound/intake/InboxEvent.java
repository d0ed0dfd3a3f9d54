package org.relais.inbound.intake;

import java.nio.ByteBuffer;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.InboundEvent;
import org.relais.channel.InboundEvent.Card;
import org.relais.channel.InboundEvent.Kind;
import org.relais.channel.InboundEvent.Media;
import org.relais.contact.AddressId;
import org.relais.digest.Sha256;
import org.relais.task.RequestScope;
import org.relais.text.CleanText;

/**
 * An event made fit to be stored: of bounded size, with a key short enough for an index, and its place in the queue.
 *
 * @param event bounded; said in a group, it keeps neither words nor people
 * @param key unique per channel and sender; the platform's own unless that is too long
 * @param person events with the same value are worked in order; null when order does not matter
 * @param signal what it says about consent, read once; null: nothing
 * @param request as {@link RequestScope#id}; null for receipts, of which nothing comes that would have to be found
 */
record InboxEvent(
        InboundEvent event, Key key, @Nullable Long person, @Nullable ConsentSignal signal, @Nullable String request) {
    /** Longer than any platform lets a person write (4,096), with room to spare. */
    private static final int TEXT_LIMIT = 10_000;

    private static final int WORD_LIMIT = 1_000;
    private static final int FILE_NAME_LIMIT = 200;
    private static final int KEY_LIMIT = 200;
    private static final int CARD_LIMIT = 50;
    private static final int MOST_FIELDS = 50;

    /** The three columns that recognise a redelivery; ordered, so that two batches never wait for each other. */
    record Key(String channel, String sender, String event) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byChannel = channel.compareTo(other.channel);
            int bySender = byChannel != 0 ? byChannel : sender.compareTo(other.sender);
            return bySender != 0 ? bySender : event.compareTo(other.event);
        }
    }

    static InboxEvent of(InboundEvent raw, ConsentSignalReader signals) {
        InboundEvent event = signals.concerned(bounded(raw));
        Key key = new Key(event.channel(), event.senderExternalId(), event.eventKey());
        return new InboxEvent(
                event,
                key,
                personOf(event),
                signals.read(event).orElse(null),
                event.kind() == Kind.STATUS ? null : RequestScope.id());
    }

    /** Each key once, in the order given; what says something else under the key of another has a key of its own. */
    static List<InboxEvent> once(List<InboxEvent> events) {
        Map<Key, InboxEvent> byKey = new LinkedHashMap<>();
        events.forEach(event -> {
            InboxEvent first = byKey.putIfAbsent(event.key(), event);
            if (first != null && !Objects.equals(event.content(), first.content())) {
                InboxEvent apart = event.apart();
                byKey.putIfAbsent(apart.key(), apart);
            }
        });
        return List.copyOf(byKey.values());
    }

    /**
     * A hash of what it says, by which a redelivery is told from another event under the same key: kept with the row when
     * the words are not. Not in it is what a platform may tell differently the next time: names, languages, further
     * identifiers, and times, which for a pressed button are the arrival's. Null for receipts, whose key says it all.
     */
    @Nullable
    String content() {
        return event.kind() == Kind.STATUS
                ? null
                : HexFormat.of().formatHex(Sha256.of(words(event).toString()), 0, 8);
    }

    /**
     * The same event under a key of its own, made of what it says: the platform's key is another event's already. Telegram
     * begins its update ids anew, at any number, after a week without an update.
     */
    InboxEvent apart() {
        String key = shortened(event.eventKey() + '~' + content());
        return new InboxEvent(
                event.withKey(key), new Key(this.key.channel(), this.key.sender(), key), person, signal, request);
    }

    private static List<String> words(InboundEvent event) {
        return Stream.of(
                        event.kind(),
                        event.group(),
                        // Not as it is shown: that is masked, and many people's.
                        event.from().stream()
                                .limit(1)
                                .map(AddressId::identifier)
                                .toList(),
                        event.text(),
                        event.isForm() ? event.buttonPayload() + new TreeMap<>(event.fields()) : event.buttonPayload(),
                        event.startPayload(),
                        event.contextExternalId(),
                        event.errorCode(),
                        event.cards(),
                        event.forwarded())
                .map(String::valueOf)
                .toList();
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
                event.notBefore(),
                group && !moved ? List.of() : event.from(),
                group && !moved ? List.of() : event.previous(),
                group,
                group ? null : cut(event.text(), TEXT_LIMIT),
                group ? null : cut(event.buttonPayload(), WORD_LIMIT),
                cut(event.contextExternalId(), WORD_LIMIT),
                cut(event.externalId(), WORD_LIMIT),
                event.status(),
                event.deliveryId(),
                event.attempt(),
                cut(event.errorCode(), WORD_LIMIT),
                group ? null : cut(event.startPayload(), WORD_LIMIT),
                group ? List.of() : cards(event.cards()),
                group ? null : cut(event.displayName(), WORD_LIMIT),
                cut(event.language(), WORD_LIMIT),
                event.forwarded(),
                group ? null : media(event.media()),
                event.failure(),
                event.recipientsPerDay(),
                event.pricing(),
                event.template(),
                group ? Map.of() : fields(event.fields()),
                event.groupChange());
    }

    private static Map<String, String> fields(Map<String, String> fields) {
        Map<String, String> bounded = new HashMap<>();
        new TreeMap<>(fields)
                .entrySet().stream()
                        .filter(field -> field.getKey().length() <= WORD_LIMIT)
                        .limit(MOST_FIELDS)
                        .forEach(field -> bounded.put(
                                field.getKey(), CleanText.head(CleanText.of(field.getValue()), TEXT_LIMIT)));
        return bounded;
    }

    private static @Nullable Media media(@Nullable Media media) {
        return media == null
                ? null
                : new Media(
                        media.kind(),
                        cut(media.fileId(), WORD_LIMIT),
                        cut(media.fileName(), FILE_NAME_LIMIT),
                        media.coordinates());
    }

    private static List<Card> cards(List<Card> cards) {
        return cards.size() <= CARD_LIMIT ? cards : cards.subList(0, CARD_LIMIT);
    }

    private static @Nullable String cut(@Nullable String text, int limit) {
        return text == null ? null : CleanText.head(text, limit);
    }

    private static @Nullable Long personOf(InboundEvent event) {
        if (event.kind() == Kind.STATUS || event.from().isEmpty()) {
            return null;
        }
        AddressId first = event.from().get(0);
        return ByteBuffer.wrap(Sha256.of(first.channel() + ':' + first.identifier()))
                .getLong();
    }

    private static String shortened(String text) {
        return text.length() <= KEY_LIMIT ? text : "sha256:" + HexFormat.of().formatHex(Sha256.of(text));
    }
}
