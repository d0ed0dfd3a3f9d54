package org.relais.sandbox.world;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** All that the simulated platforms know. Used only from the sandbox's event loop. */
public final class World {
    private final Vertx vertx;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final int keptPerPhone;
    private final Map<String, Phone> phones = new LinkedHashMap<>();
    private final Map<String, Phone> byAddress = new HashMap<>();
    private final Map<String, SimulatedSender> senders = new LinkedHashMap<>();
    private final Set<String> offered = new LinkedHashSet<>();
    private final BoundedHistory<ChatMessage> messages;
    private final BoundedHistory<JournalEntry> journal;
    private final List<Consumer<ChatMessage>> onMessage = new ArrayList<>();
    private final List<Consumer<Phone>> onChange = new ArrayList<>();
    private final long startNanos;
    private final SentFiles files = new SentFiles();
    private final ActiveSwitches switches = new ActiveSwitches(this);
    private final Settings initial;
    private Settings settings;
    private long sequence;
    private @Nullable ConsoleAddress console;
    private final List<Runnable> onPlaying = new ArrayList<>();
    private boolean playing;

    /**
     * How much is remembered.
     *
     * @param perPhone messages of each phone
     * @param messages messages of {@link #messages} in all
     * @param webhooks entries of the journal
     */
    public record Memory(int perPhone, int messages, int webhooks) {}

    /** @param initial how the platforms behave at the start and after a {@link #reset} */
    public World(
            Vertx vertx,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            Memory memory,
            Settings initial) {
        this.vertx = vertx;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.random = random;
        this.initial = initial;
        this.settings = initial;
        this.keptPerPhone = memory.perPhone();
        this.messages = new BoundedHistory<>(memory.messages());
        this.journal = new BoundedHistory<>(memory.webhooks());
        this.startNanos = nanoTime.getAsLong();
    }

    // Time, order and chance

    public Instant now() {
        return clock.instant();
    }

    public long nanos() {
        return nanoTime.getAsLong();
    }

    /** Whole seconds of the monotonic clock since the start, counted from 1. */
    public long second() {
        return (nanos() - startNanos) / 1_000_000_000L + 1;
    }

    /** Marks a point in the one order of events. */
    public Arrival arrive() {
        sequence++;
        return new Arrival(now(), sequence);
    }

    public long sequence() {
        return sequence;
    }

    public RandomGenerator random() {
        return random;
    }

    /** 0 to {@code most}, evenly. */
    public long randomMillis(int most) {
        return most <= 0 ? 0 : random.nextLong(most + 1L);
    }

    public void after(long millis, Runnable action) {
        if (millis <= 0) {
            action.run();
        } else {
            long timer = vertx.setTimer(millis, fired -> action.run());
            assert timer >= 0;
        }
    }

    /**
     * Where whoever tries the service finds the pages of its organisers.
     *
     * @param url of those who are signed in
     * @param signIn a link that signs in as long as it is answered 200
     * @param zone in which its organisers read times, and so does whoever looks at the phones beside it; null: the reader's own
     */
    public record ConsoleAddress(String url, String signIn, @Nullable ZoneId zone) {}

    /** Where the clocks of the phones are: with the console; null where nobody has said. */
    public @Nullable ZoneId zone() {
        ConsoleAddress told = console;
        return told == null ? null : told.zone();
    }

    /** Null when nobody has said. */
    public @Nullable ConsoleAddress console() {
        return console;
    }

    public void console(ConsoleAddress address) {
        console = address;
    }

    /** Whether a program plays on the service as its organiser now: what arrives then is not the visitor's doing. */
    public boolean playing() {
        return playing;
    }

    /** Says that a program begins, or ends, to play on the service. */
    public void playing(boolean plays) {
        playing = plays;
        onPlaying.forEach(Runnable::run);
    }

    /** A listener told when a program begins or ends to play. */
    public void onPlaying(Runnable listener) {
        onPlaying.add(listener);
    }

    /** What people sent. */
    public SentFiles files() {
        return files;
    }

    // Senders

    public void add(SimulatedSender sender) {
        senders.put(sender.key(), sender);
    }

    /** Shows on the page what connects that sender, its secrets too: they are as made up as the sender. */
    public void offer(SimulatedSender sender) {
        offered.add(sender.key());
    }

    /** The senders to be connected by the reader of the page. */
    public List<SimulatedSender> offered() {
        return offered.stream().flatMap(key -> sender(key).stream()).toList();
    }

    public Optional<SimulatedSender> sender(String key) {
        return Optional.ofNullable(senders.get(key));
    }

    public Collection<SimulatedSender> senders() {
        return senders.values();
    }

    /** The sender that a phone of that platform writes to when none is named: the one last heard of, or the only one. */
    public Optional<SimulatedSender> usualSender(Phone phone) {
        Optional<SimulatedSender> last =
                phone.history().newest(bubble -> true).flatMap(bubble -> sender(bubble.sender()));
        return last.isPresent()
                ? last
                : senders.values().stream()
                        .filter(sender -> sender.platform() == phone.platform())
                        .findFirst();
    }

    // Phones

    public Collection<Phone> phones() {
        return phones.values();
    }

    public Optional<Phone> phone(String id) {
        return Optional.ofNullable(phones.get(id));
    }

    /** By digits of the number, business-scoped user id, group id, or Telegram chat id. */
    public @Nullable Phone byAddress(SimulatedPlatform platform, String address) {
        return byAddress.get(platform.key() + ' ' + address);
    }

    /** A WhatsApp phone with a number (digits) and a business-scoped user id. */
    public Phone addWhatsApp(@Nullable String number, String userId, String name, String language) {
        String id = "wa-" + (number == null ? userId : number);
        Phone phone = new Phone(
                id, SimulatedPlatform.WHATSAPP, false, new Phone.Owner(name, language, number, userId), keptPerPhone);
        if (number != null) {
            byAddress.put("whatsapp " + number, phone);
        }
        byAddress.put("whatsapp " + userId, phone);
        return added(phone);
    }

    /** A Telegram account. */
    public Phone addTelegram(long userId, @Nullable String number, String name, String language) {
        String address = Long.toString(userId);
        Phone phone = new Phone(
                "tg-" + address,
                SimulatedPlatform.TELEGRAM,
                false,
                new Phone.Owner(name, language, number, address),
                keptPerPhone);
        byAddress.put("telegram " + address, phone);
        return added(phone);
    }

    /** A group with that platform address: a negative chat id, or a WhatsApp group id. */
    public Phone addGroup(SimulatedPlatform platform, String address, String name) {
        String id = (platform == SimulatedPlatform.TELEGRAM ? "tg-group-" : "wa-group-") + address.replace("-", "");
        Phone phone = new Phone(id, platform, true, new Phone.Owner(name, "en", null, address), keptPerPhone);
        byAddress.put(platform.key() + ' ' + address, phone);
        return added(phone);
    }

    /** The person keeps the phone and gets another number or business-scoped user id. */
    public void readdress(Phone phone, @Nullable String number, String userId) {
        if (phone.number() != null) {
            byAddress.remove("whatsapp " + phone.number());
        }
        byAddress.remove("whatsapp " + phone.userId());
        phone.number(number);
        phone.userId(userId);
        if (number != null) {
            byAddress.put("whatsapp " + number, phone);
        }
        byAddress.put("whatsapp " + userId, phone);
        changed(phone);
    }

    /** A Telegram group became a supergroup with another chat id; the old one answers with it. */
    public Phone migrate(Phone group, String chatId) {
        Phone moved = addGroup(SimulatedPlatform.TELEGRAM, chatId, group.name());
        moved.members().addAll(group.members());
        group.movedTo(chatId);
        changed(group);
        return moved;
    }

    public void remove(Phone phone) {
        phones.remove(phone.id());
        byAddress.values().removeIf(other -> other == phone);
    }

    /** Something that the page shows about this phone is different. */
    public void changed(Phone phone) {
        sequence++;
        onChange.forEach(listener -> listener.accept(phone));
    }

    private Phone added(Phone phone) {
        phones.put(phone.id(), phone);
        changed(phone);
        return phone;
    }

    // Messages

    /** The phone has it: remembered, counted, and told to everyone who waits. */
    public void received(Phone phone, SimulatedSender sender, ChatMessage bubble) {
        kept(phone, bubble);
        phone.countReceived();
        phone.with(sender).received(new Arrival(bubble.began(), bubble.beganSequence()));
        messages.add(bubble);
        onMessage.forEach(listener -> listener.accept(bubble));
        changed(phone);
    }

    /** Somebody wrote it in the sender's own app, so that no service had a part in it. */
    public void handwritten(Phone phone, ChatMessage bubble) {
        kept(phone, bubble);
        changed(phone);
    }

    /** A person wrote it. */
    public void written(Phone phone, ChatMessage bubble) {
        kept(phone, bubble);
        changed(phone);
    }

    private void kept(Phone phone, ChatMessage bubble) {
        phone.history().add(bubble);
        phone.newest(sequence);
    }

    /** The last messages received by all phones, oldest first. */
    public BoundedHistory<ChatMessage> messages() {
        return messages;
    }

    public void onMessage(Consumer<ChatMessage> listener) {
        onMessage.add(listener);
    }

    public void onChange(Consumer<Phone> listener) {
        onChange.add(listener);
    }

    // Webhooks

    /** A journal entry for a webhook that is about to be offered to a queue. */
    public JournalEntry journal(
            SimulatedSender sender,
            @Nullable String phone,
            String kind,
            String eventId,
            @Nullable String queue,
            Buffer body) {
        JournalEntry entry =
                new JournalEntry(arrive(), sender, new JournalEntry.Event(phone, kind, eventId), queue, body);
        journal.add(entry);
        return entry;
    }

    public BoundedHistory<JournalEntry> journal() {
        return journal;
    }

    // Settings and switches

    public Settings settings() {
        return settings;
    }

    public void settings(Settings changed) {
        settings = changed;
    }

    public ActiveSwitches switches() {
        return switches;
    }

    /** Forgets messages, webhooks, counts, switches and settings; phones too if asked. */
    public void reset(boolean phonesToo) {
        messages.clear();
        journal.clear();
        senders.values().forEach(sender -> {
            sender.webhooks().clear();
            sender.traffic().clear();
        });
        settings = initial;
        phones.values().forEach(phone -> {
            phone.forget();
            phone.switches(null, Switches.OFF);
        });
        if (phonesToo) {
            phones.clear();
            byAddress.clear();
        }
        switches.all(Switches.OFF);
    }
}
