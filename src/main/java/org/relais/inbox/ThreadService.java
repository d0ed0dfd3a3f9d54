package org.relais.inbox;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Button;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.MarkedText;
import org.relais.channel.OutboundMessage;
import org.relais.contact.Address;
import org.relais.contact.Contact;
import org.relais.delivery.TemplateRenderer;
import org.relais.inbox.ThreadStore.Unrendered;
import org.relais.template.LateVariables;
import org.relais.template.MessageSpec;
import org.relais.template.MessageSpecCodec;
import org.relais.template.OrganisationProfile;
import org.relais.template.OrganisationProfileStore;
import org.relais.template.PersonalVariables;
import org.relais.template.Recipient;
import org.relais.template.Rendering;

/**
 * A person's whole conversation, page by page: what they wrote and pressed, what they were sent as they read it, and every
 * change of their consent. However long it is, a page reads a bounded number of rows of each table. Reads only.
 */
public final class ThreadService {
    private static final int MOST = 200;
    private static final int PLANNED = 20;

    private final Pool pool;
    private final ChannelRegistry channels;
    private final PersonalVariables personal;
    private final ThreadStore store = new ThreadStore();
    private final OrganisationProfileStore profiles = new OrganisationProfileStore();

    /** @param personal variables that other parts compute per person */
    public ThreadService(Pool pool, ChannelRegistry channels, PersonalVariables personal) {
        this.pool = pool;
        this.channels = channels;
        this.personal = personal;
    }

    /**
     * Part of a conversation.
     *
     * @param entries oldest first
     * @param planned what is still to be sent, what is due first; of the newest part only
     * @param from where it begins: what {@link #since} shows again, with what came after it
     * @param more whether there is anything older
     */
    public record Thread(List<ThreadEntry> entries, List<ThreadEntry.Sent> planned, ThreadCursor from, boolean more) {
        public Thread {
            entries = List.copyOf(entries);
            planned = List.copyOf(planned);
        }
    }

    /** Whose conversation. */
    public record Key(long organisationId, long contactId) {}

    /**
     * How a conversation stands.
     *
     * @param newest something that is different after every change of it
     * @param answering the organiser who writes an answer now; null when nobody
     */
    public record Standing(String newest, @Nullable Long answering) {}

    /**
     * Channels of these addresses that a person is reached on by an approved template only: lately they have written there
     * from none of them.
     */
    public List<String> byTemplate(List<Address> addresses, Instant now) {
        Map<String, List<Address>> active = addresses.stream()
                .filter(address -> address.status() == Address.Status.ACTIVE)
                .collect(Collectors.groupingBy(
                        address -> address.identifier().channel(), LinkedHashMap::new, Collectors.toList()));
        return active.entrySet().stream()
                .filter(channel -> channels.find(channel.getKey())
                        .map(known -> known.features().templateWindowHours())
                        .filter(hours -> hours > 0
                                && channel.getValue().stream()
                                        .allMatch(address ->
                                                isBefore(address.lastInboundAt(), now.minus(Duration.ofHours(hours)))))
                        .isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    private static boolean isBefore(@Nullable Instant last, Instant since) {
        return last == null || last.isBefore(since);
    }

    /** The newest entries before a place. */
    public Future<Thread> page(Contact contact, ThreadCursor before, int limit) {
        return read(contact, before, limit + 1)
                .compose(all -> planned(contact, before).map(planned -> {
                    List<ThreadEntry> newest = merged(all, limit);
                    ThreadCursor from = before;
                    for (List<ThreadEntry> table : all) {
                        // Of a table that has only older entries none is shown, and what comes in later is.
                        from = table.isEmpty() ? from : from.justAfter(table.get(0));
                    }
                    for (ThreadEntry entry : newest) {
                        from = from.at(entry);
                    }
                    int found = all.stream().mapToInt(List::size).sum();
                    return new Thread(reversed(newest), planned, from, found > newest.size());
                }));
    }

    /** What {@link Thread#from} begins, up to the present, as far as it is no more than a few pages. */
    public Future<Thread> since(Contact contact, ThreadCursor from, boolean more) {
        return read(contact, ThreadCursor.NOW, MOST)
                .compose(all -> planned(contact, ThreadCursor.NOW).map(planned -> {
                    List<ThreadEntry> shown = merged(all, Integer.MAX_VALUE).stream()
                            .filter(entry -> !before(entry, from))
                            .toList();
                    return new Thread(reversed(shown), planned, from, more);
                }));
    }

    /** What is still to be sent follows the newest words only. */
    private Future<List<ThreadEntry.Sent>> planned(Contact contact, ThreadCursor before) {
        return before.equals(ThreadCursor.NOW)
                ? store.planned(pool, contact.organisationId(), contact.id(), PLANNED)
                        .compose(found -> rendered(found, contact))
                : Future.succeededFuture(List.of());
    }

    private Future<List<ThreadEntry.Sent>> rendered(List<Unrendered> deliveries, Contact contact) {
        return profiles.of(pool, contact.organisationId()).map(profile -> deliveries.stream()
                .map(one -> rendered(one, contact, profile))
                .toList());
    }

    /** How these conversations stand now. */
    public Future<Map<Key, Standing>> standing(Set<Key> keys, Instant now) {
        return store.versions(pool, keys.stream().map(Key::contactId).collect(Collectors.toSet()))
                .map(versions -> {
                    Map<Key, Standing> standing = new HashMap<>();
                    keys.forEach(key -> Optional.ofNullable(versions.get(key.contactId()))
                            .ifPresent(version -> standing.put(
                                    key,
                                    new Standing(
                                            version.newest(),
                                            version.answeringUntil() != null && now.isBefore(version.answeringUntil())
                                                    ? version.answering()
                                                    : null))));
                    return standing;
                });
    }

    private static boolean before(ThreadEntry entry, ThreadCursor from) {
        ThreadCursor at = from.at(entry);
        return at.message() < from.message() && from.message() != Long.MAX_VALUE
                || at.delivery() < from.delivery() && from.delivery() != Long.MAX_VALUE
                || at.event() < from.event() && from.event() != Long.MAX_VALUE
                || at.answer() < from.answer() && from.answer() != Long.MAX_VALUE
                || at.handwritten() < from.handwritten() && from.handwritten() != Long.MAX_VALUE;
    }

    /** Each table's entries, newest first. */
    private Future<List<List<ThreadEntry>>> read(Contact contact, ThreadCursor before, int limit) {
        long organisation = contact.organisationId();
        long person = contact.id();
        List<List<ThreadEntry>> all = new ArrayList<>();
        return store.messages(pool, organisation, person, before.message(), limit)
                .compose(messages -> opened(organisation, messages))
                .onSuccess(all::add)
                .compose(messages -> store.events(pool, organisation, person, before.event(), limit))
                .onSuccess(all::add)
                .compose(events -> store.answers(pool, organisation, person, before.answer(), limit))
                .onSuccess(all::add)
                .compose(answers -> store.handwritten(pool, organisation, person, before.handwritten(), limit))
                .onSuccess(all::add)
                .compose(written -> store.deliveries(pool, organisation, person, before.delivery(), limit))
                .compose(deliveries -> rendered(deliveries, contact))
                .onSuccess(sent -> all.add(List.copyOf(sent)))
                .map(done -> all);
    }

    /** With the commands in place of which a link was opened. */
    private Future<List<ThreadEntry>> opened(long organisationId, List<ThreadEntry> messages) {
        Map<Long, OpenedChat> opened = new HashMap<>();
        for (ThreadEntry entry : messages) {
            if (entry instanceof ThreadEntry.Received received && received.understood() != null) {
                OpenedChat.of(received.text(), personal).ifPresent(chat -> opened.put(received.id(), chat));
            }
        }
        Set<Long> owners = opened.values().stream()
                .flatMap(chat -> Stream.ofNullable(chat.owner()))
                .collect(Collectors.toSet());
        return store.names(pool, organisationId, owners).map(names -> messages.stream()
                .map(entry -> entry instanceof ThreadEntry.Received received && opened.containsKey(received.id())
                        ? opened.get(received.id()).entry(received, names)
                        : entry)
                .toList());
    }

    /** The newest of all, each table's in its own order. */
    private static List<ThreadEntry> merged(List<List<ThreadEntry>> all, int limit) {
        record Head(List<ThreadEntry> entries, int place) {
            ThreadEntry entry() {
                return entries.get(place);
            }
        }
        PriorityQueue<Head> heads = new PriorityQueue<>(
                Comparator.comparing((Head head) -> head.entry().at()).reversed());
        all.stream().filter(list -> !list.isEmpty()).forEach(list -> heads.add(new Head(list, 0)));
        List<ThreadEntry> merged = new ArrayList<>();
        while (!heads.isEmpty() && merged.size() < limit) {
            Head head = heads.remove();
            merged.add(head.entry());
            if (head.place() + 1 < head.entries().size()) {
                heads.add(new Head(head.entries(), head.place() + 1));
            }
        }
        return merged;
    }

    /** In the order of time: a reminder is queued long before it is sent, and stands where it was. */
    private static List<ThreadEntry> reversed(List<ThreadEntry> newest) {
        List<ThreadEntry> oldest = new ArrayList<>(newest);
        Collections.reverse(oldest);
        oldest.sort(Comparator.comparing(ThreadEntry::at));
        return oldest;
    }

    private ThreadEntry.Sent rendered(Unrendered delivery, Contact contact, OrganisationProfile profile) {
        JsonObject raw = delivery.spec();
        String plain = raw.getJsonObject("body", new JsonObject()).getString(raw.getString("language", ""), "");
        Optional<Channel> channel = channels.find(delivery.sent().channel());
        Optional<OutboundMessage.Sign> sign = TemplateRenderer.sign(raw)
                .filter(made -> channel.isPresent() && channel.get().hasSigns());
        if (sign.isPresent()) {
            return with(delivery.sent(), unmarked(sign.get().emoji()));
        }
        try {
            MessageSpec spec = MessageSpecCodec.restore(raw);
            return channel.flatMap(known -> read(spec, delivery, recipient(delivery, contact, profile), profile, known))
                    .map(read -> with(delivery.sent(), read))
                    .orElseGet(() -> with(delivery.sent(), unmarked(plain)));
        } catch (RuntimeException unreadable) {
            // What is left after an erasure, or of a version that is no more: the words as far as there are any.
            return with(delivery.sent(), unmarked(plain));
        }
    }

    /** As the platform shows it, and previews too; empty when it can't be said any more. */
    private static Optional<OutboundMessage.Text> read(
            MessageSpec spec, Unrendered delivery, Recipient person, OrganisationProfile profile, Channel channel) {
        String sender = delivery.sender() == null ? "" : delivery.sender();
        Optional<OutboundMessage.Text> own = TemplateRenderer.rendering(spec, person, profile, channel, sender, true)
                        instanceof Rendering.Message message
                ? Optional.of(
                        message.message() instanceof OutboundMessage.Text text
                                ? channel.shown(text)
                                : unmarked(message.text()))
                : Optional.empty();
        return delivery.templated()
                        && TemplateRenderer.rendering(spec, person, profile, channel, sender, false)
                                instanceof Rendering.Message message
                        && message.message() instanceof OutboundMessage.Template template
                ? Optional.of(inTemplate(
                        message.text(), own.map(OutboundMessage.Text::buttons).orElse(List.of()), template))
                : own;
    }

    /** The template's own words; its buttons are those of the message that it has payloads for. */
    private static OutboundMessage.Text inTemplate(
            String source, List<Button> buttons, OutboundMessage.Template template) {
        OutboundMessage.Text text = unmarked(source);
        return new OutboundMessage.Text(
                text.text(),
                text.styles(),
                buttons.stream()
                        .filter(button -> button instanceof Button.Reply reply
                                && template.buttonPayloads().contains(reply.payload()))
                        .toList(),
                null);
    }

    private static OutboundMessage.Text unmarked(String source) {
        MarkedText text = MarkedText.read(source);
        return new OutboundMessage.Text(text.text(), text.styles(), List.of(), null);
    }

    private Recipient recipient(Unrendered delivery, Contact contact, OrganisationProfile profile) {
        Map<String, String> values = new HashMap<>();
        contact.variables().forEach(entry -> put(values, entry));
        if (delivery.variables() != null) {
            delivery.variables().forEach(entry -> put(values, entry));
        }
        return new Recipient(
                contact.name(),
                delivery.language() == null ? contact.language() : delivery.language(),
                new LateVariables(
                        values,
                        personal.names(),
                        () -> personal.values(profile.organisationId(), delivery.messageId(), contact.id())),
                delivery.sent().purpose().equals("first_contact"),
                delivery.mentioned(),
                values.get("origin"));
    }

    private static void put(Map<String, String> values, Map.Entry<String, Object> entry) {
        if (entry.getValue() != null) {
            values.put(entry.getKey(), entry.getValue().toString());
        }
    }

    private static ThreadEntry.Sent with(ThreadEntry.Sent sent, OutboundMessage.Text read) {
        return new ThreadEntry.Sent(
                sent.id(),
                sent.at(),
                sent.channel(),
                sent.purpose(),
                new MarkedText(read.text().stripTrailing(), read.styles()),
                read.buttons().stream().map(Button::label).toList(),
                read.imageUrl(),
                sent.state(),
                sent.reason(),
                sent.broadcastId(),
                sent.title(),
                sent.by(),
                sent.course());
    }
}
