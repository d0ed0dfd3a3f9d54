package org.relais.inbound.book;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.relais.demo.DemoConfig;
import org.relais.testing.ApiBody;
import org.relais.testing.ServiceFixture;

/** Plays the steps of one conversation on a phone of its own, and looks at what comes back. */
public final class ConversationPlayer {
    /** Numbers people, since many conversations are played at once. */
    private static final AtomicInteger PLAYED = new AtomicInteger();

    /** "{day in 5} {date in 5} {month in 5}". */
    private static final Pattern IN_DAYS = Pattern.compile("\\{(day|date|month) in (\\d+)}");

    private static final JsonObject SHARED =
            new JsonObject().put("text", new JsonObject().put("fr", "Venez !").put("en", "Come!"));

    private final ServiceFixture world;
    private final BookedConversation conversation;
    private final int number = PLAYED.incrementAndGet();
    private final String name = "P" + number;
    private final Map<String, Long> actions = new HashMap<>();
    private final Map<String, Long> broadcasts = new HashMap<>();
    private final Map<String, String> bubbles = new HashMap<>();
    private final Map<String, String> codes = new HashMap<>();
    private String otherPhone = "";
    private String anotherPhone = "";
    private long anotherSeen;
    private String friendsName = "";
    private String friendsPhone = "";
    private long friendSeen;
    private Instant startsAt = Instant.EPOCH;
    private final Map<String, Instant> starts = new HashMap<>();
    private String phone = "";
    private long seen;

    public ConversationPlayer(ServiceFixture world, BookedConversation conversation) {
        this.world = world;
        this.conversation = conversation;
    }

    /** Fails with the first step that is not as the book says. */
    public void play() {
        phone = conversation.channel().equals("telegram") ? world.telegramPhone(name) : world.whatsappPhone(name);
        if (!conversation.phone().isEmpty()) {
            world.phones.speaks(phone, conversation.phone());
        }
        seen = world.phones.now();
        conversation.steps().forEach(step -> step.forEach(this::step));
    }

    /** Whoever has to find out why a step fails reads which it was, and what is known of the person. */
    private void step(String key, Object value) {
        try {
            play(key, value);
        } catch (AssertionError wrong) {
            throw new AssertionError(
                    conversation.title() + ", at \"" + key + ": " + value + "\": " + wrong.getMessage() + "; read "
                            + bubbles.keySet() + "; not read yet " + unread() + "; " + whatIsKnown(),
                    wrong);
        }
    }

    private JsonArray unread() {
        return world.phones.get("/messages?phone=" + phone + "&after=" + seen).getJsonArray("messages");
    }

    private void play(String key, Object value) {
        switch (key) {
            case "joins" -> joins();
            case "says" -> world.phones.writeAndWait(phone, dated(text(value)));
            case "has another phone" -> anotherPhone();
            case "says there" -> world.phones.writeAndWait(anotherPhone, text(value));
            case "reads there" -> readsThere(value);
            case "presses" -> world.phones.pressAndWait(phone, text(value));
            case "quotes" -> quotes(map(value));
            case "sends" -> sends(text(value));
            case "reads" -> reads(value);
            case "reads nothing" -> readsNothing();
            case "offered" -> offered(map(value));
            case "sent to pass on" -> sentToPassOn(text(value));
            case "asked" -> asked(map(value));
            case "answered" -> answered(map(value));
            case "reminded of" -> reminded(text(value));
            case "event" -> guestEvent(map(value));
            case "open for them" -> openFor(map(value));
            case "comes by a friend" -> comesByFriend(map(value));
            case "window closes" -> windowCloses();
            case "open to others" -> world.action("event", text(value));
            case "somebody else comes" -> somebodyElse(text(value), "Oui");
            case "somebody else gives up" -> somebodyElse(text(value), "Non");
            case "moved" -> moved(map(value));
            case "cancelled" -> world.post("/actions/" + action(text(value)) + "/event/cancel", new JsonObject());
            case "people of a group join" -> groupJoins(Integer.parseInt(text(value)));
            case "friend reads" -> friendReads(value);
            case "action ends" -> world.post("/actions/" + action(text(value)) + "/end", new JsonObject());
            case "silence" -> silence(text(value));
            case "calls" -> calls(map(value));
            case "keyboard" -> keyboard(value);
            case "stands" -> stands(map(value));
            case "inbox" -> inbox(value);
            case "ledger" -> ledger(map(value));
            case "time passes" -> timePasses(text(value));
            case "night falls" -> nightFalls();
            case "morning comes" -> morningComes();
            case "pause ends" -> pauseEnds();
            case "pause ends in the morning" -> pauseEndsInTheMorning();
            case "is released by hand" -> released();
            case "kept back" -> keptBack(Integer.parseInt(text(value)));
            case "is written by hand" -> byHand(text(value));
            default -> throw new AssertionError("no step is called '" + key + "' in: " + conversation.title());
        }
    }

    private long contact() {
        return world.contact(name);
    }

    /** Somebody who has agreed and has chosen a language. */
    private void joins() {
        world.phones.writeAndWait(phone, conversation.channel().equals("telegram") ? "/start" : "START");
        next();
        world.rows("update contact set language_chosen = true, language = '" + conversation.language() + "' where id = "
                + contact() + " returning id");
    }

    /** The same person on the other messenger: an organiser has joined the two. */
    private void anotherPhone() {
        String other = "S" + number;
        anotherPhone = conversation.channel().equals("telegram") ? world.onWhatsApp(other) : world.onTelegram(other);
        anotherSeen = world.phones.now();
        world.post("/contacts/" + contact() + "/join", new JsonObject().put("contact", world.contact(other)));
    }

    private void readsThere(Object value) {
        JsonObject message = world.phones.next(anotherPhone, anotherSeen);
        anotherSeen = message.getLong("sequence");
        String read = ServiceFixture.text(message) + "\n" + ServiceFixture.labels(message);
        (value instanceof List<?> list ? list : List.of(value))
                .forEach(part -> assertThat(read).contains(text(part)));
    }

    private void quotes(Map<String, Object> quote) {
        String message = Objects.requireNonNull(
                bubbles.entrySet().stream()
                        .filter(bubble -> bubble.getKey().contains(text(quote.get("message"))))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .orElse(null),
                "nothing was read that says " + quote.get("message"));
        world.phones.waited(
                "/phones/" + phone + "/messages",
                new JsonObject().put("text", text(quote.get("says"))).put("replyTo", message));
    }

    private void sends(String kind) {
        boolean telegram = conversation.channel().equals("telegram");
        String its = kind.equals("voice") && !telegram
                ? "audio"
                : kind.equals("picture") ? telegram ? "photo" : "image" : kind;
        world.phones.waited("/phones/" + phone + "/events", new JsonObject().put("kind", its));
    }

    /** The link of a friend who was offered something to pass on and said yes; the same title is the same link. */
    private void comesByFriend(Map<String, Object> offer) {
        String code = codes.computeIfAbsent(text(offer.get("title")), title -> friendsCode(offer));
        world.phones.writeAndWait(
                phone,
                (conversation.channel().equals("telegram") ? "/start " : "JOIN ")
                        + code
                        + (Boolean.TRUE.equals(offer.get("named")) ? "_n" : ""));
    }

    /** What the friend reads next who passed the message on. */
    private void friendReads(Object value) {
        JsonObject message = world.phones.next(friendsPhone, friendSeen);
        friendSeen = message.getLong("sequence");
        (value instanceof List<?> list ? list : List.of(value)).forEach(part -> assertThat(ServiceFixture.text(message))
                .contains(text(part).replace("{name}", name)));
    }

    /** Nothing is heard in the middle of a call for as long as a contact is left with somebody. */
    private void silence(String title) {
        world.rows("update call_attempt set lease_until = now() - interval '1 second' where ended_at is null and"
                + " action_id = " + action(title) + " returning id");
    }

    private String friendsCode(Map<String, Object> offer) {
        friendsName = "F" + number;
        friendsPhone = world.onTelegram(friendsName);
        long since = world.phones.now();
        String title = text(offer.get("title"));
        offer(title, offer, world.contact(friendsName));
        world.phones.next(friendsPhone, since);
        friendSeen = world.phones.now();
        if ("question".equals(offer.get("kind"))) {
            world.phones.pressAndWait(friendsPhone, "Répondre");
            friendSeen = world.phones.next(friendsPhone, friendSeen).getLong("sequence");
            world.phones.pressAndWait(friendsPhone, "Oui");
        } else {
            world.phones.pressAndWait(friendsPhone, "J’en suis");
        }
        friendSeen = world.phones.next(friendsPhone, friendSeen).getLong("sequence");
        JsonObject passedOn = world.phones.next(friendsPhone, friendSeen);
        friendSeen = passedOn.getLong("sequence");
        return ServiceFixture.links(passedOn).stream()
                .filter(link -> link.contains("/s/"))
                .map(link -> link.replaceAll(".*/s/(\\w+).*", "$1"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no link to pass on in " + passedOn.encode()));
    }

    private String next() {
        JsonObject message = world.phones.next(phone, seen);
        seen = message.getLong("sequence");
        String text = ServiceFixture.text(message);
        bubbles.put(text, message.getString("id"));
        return text + "\n" + ServiceFixture.labels(message);
    }

    /** Deliveries and inbox of the person, for whoever has to find out why nothing came. */
    private String whatIsKnown() {
        return world
                .rows(
                        """
                        select (select json_agg(d order by d.id) from (
                                    select id, purpose, state, reason, queued_at, not_before, not_after
                                    from delivery where contact_id = %1$d) d)::text || ' '
                               || (select json_agg(i order by i.id) from (
                                    select id, kind, platform_time, received_at, effect, enforced_at, attempt, due_at, error, outcome
                                    from inbox where contact_id = %1$d) i)::text as known
                        """
                                .formatted(contact()))
                .stream()
                .map(row -> row.getString("known"))
                .collect(Collectors.joining());
    }

    private void reads(Object value) {
        String message = next();
        List<?> parts = value instanceof List<?> list ? list : List.of(value);
        for (Object part : parts) {
            String wanted = dated(text(part));
            if (wanted.startsWith("not: ")) {
                assertThat(message).doesNotContain(wanted.substring(5));
            } else {
                assertThat(message).contains(wanted);
            }
        }
    }

    private void readsNothing() {
        settled();
        assertThat(unread()).isEmpty();
    }

    /** All that the person wrote is worked, and all that is to be sent now is sent: what stands then stands. */
    private void settled() {
        // Whose an event is stands in its row only once it is worked; the same person's have one number before that.
        world.eventually(() -> world.count("inbox where processed_at is null and person in (select person from inbox"
                        + " where person is not null and contact_id = " + contact() + ")")
                == 0);
        // What waits for another message of the same minute is due within seconds.
        world.eventually(() -> world.count("delivery where state in ('queued', 'sending') and not_before <= now()"
                        + " + interval '10 seconds' and contact_id = " + contact())
                == 0);
    }

    /** An action of a kind, offered to this person alone. */
    private void offered(Map<String, Object> offer) {
        String title = text(offer.get("title"));
        offer(title, offer, contact());
        if (Boolean.TRUE.equals(offer.get("kept back"))) {
            world.eventually(() -> world.count("delivery where reason = 'asked_for_less' and contact_id = " + contact()
                            + " and broadcast_id in (select o.broadcast_id from action_offer o where o.action_id = "
                            + action(title) + ")")
                    == 1);
            return;
        }
        if (Boolean.TRUE.equals(offer.get("while held"))) {
            world.eventually(
                    () -> isKeptBack("select o.broadcast_id from action_offer o where o.action_id = " + action(title)));
            return;
        }
        if (Boolean.TRUE.equals(offer.get("until morning"))) {
            world.eventually(() ->
                    world.count("delivery where state = 'queued' and not_before > now() and contact_id = " + contact())
                            == 1);
            return;
        }
        String read = next();
        assertThat(read).contains(title);
        if (offer.get("also") instanceof List<?> parts) {
            parts.forEach(part -> assertThat(read).contains(text(part)));
        }
    }

    private void offer(String title, Map<String, Object> offer, long contactId) {
        String kind = text(offer.getOrDefault("kind", "share"));
        JsonObject message = ApiBody.message("Offre : " + title, "Offer: " + title);
        if (offer.get("template") instanceof String name) {
            message.put("template", template(name));
        }
        if (kind.equals("share") || offer.containsKey("passed on")) {
            message.put("share", SHARED);
        }
        long id = world.post(
                        "/actions",
                        new JsonObject()
                                .put("kind", kind)
                                .put("title", title)
                                .put("message", message)
                                .put("audience", ApiBody.contacts(contactId)))
                .getLong("id");
        actions.put(title, id);
        if (kind.equals("event")) {
            world.put("/actions/" + id + "/event", details(title, offer));
        }
        if (kind.equals("question")) {
            world.put("/actions/" + id + "/questions", BookedQuestions.form(offer.get("questions")));
        }
        if (kind.equals("call")) {
            somebodyToCall(id, offer);
        }
        world.post("/actions/" + id + "/open", new JsonObject());
    }

    /** A broadcast to this person alone, with a text to pass on. */
    private void sentToPassOn(String body) {
        JsonObject draft = ApiBody.broadcast(body, ApiBody.contacts(contact()), body);
        draft.getJsonObject("message")
                .put("share", new JsonObject().put("text", new JsonObject().put("fr", "Venez !")));
        long id = world.post("/broadcasts", draft).getLong("id");
        world.post("/broadcasts/" + id + "/send", ApiBody.evenIfNobody());
        assertThat(next()).contains(body);
    }

    /** A broadcast to this person alone, with buttons. */
    private void asked(Map<String, Object> question) {
        String language = conversation.language();
        JsonArray buttons = new JsonArray();
        ((List<?>) question.getOrDefault("buttons", List.of()))
                .forEach(label -> buttons.add(new JsonObject()
                        .put("label", new JsonObject().put(language, dated(text(label))))
                        .put("payload", "b" + buttons.size())));
        if (question.get("then") instanceof String words) {
            buttons.getJsonObject(0).put("acknowledgement", new JsonObject().put(language, words));
        }
        String body = dated(text(question.get("text")));
        String title = text(question.get("title"));
        JsonObject draft = new JsonObject()
                .put("title", title)
                .put("audience", ApiBody.contacts(contact()))
                .put(
                        "message",
                        new JsonObject()
                                .put("language", language)
                                .put("body", new JsonObject().put(language, body))
                                .put("buttons", buttons));
        long id = world.post("/broadcasts", draft).getLong("id");
        broadcasts.put(title, id);
        boolean held = Boolean.TRUE.equals(question.get("while held"));
        world.post("/broadcasts/" + id + "/send", held ? ApiBody.evenIfNobody() : new JsonObject());
        if (held) {
            world.eventually(() -> isKeptBack(Long.toString(id)));
        } else {
            assertThat(next()).contains(body);
        }
    }

    /** What counts as their answer to broadcasts, by its button; nothing is "". */
    private void answered(Map<String, Object> expected) {
        settled();
        expected.forEach((title, label) -> world.eventually(() -> world.rows(
                        "select coalesce(max(label), '') from broadcast_answer where replaced_at is null and contact_id = "
                                + contact() + " and broadcast_id = " + broadcasts.get(title))
                .get(0)
                .getString(0)
                .equals(dated(text(label)))));
    }

    /** A template that the platform has approved: any text, and the mention. */
    private JsonObject template(String name) {
        world.phones.post(
                "/templates",
                new JsonObject()
                        .put("account", DemoConfig.BUSINESS_ACCOUNT_ID)
                        .put("name", name)
                        .put("language", "fr")
                        .put(
                                "components",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("type", "BODY")
                                                .put("text", "Message : {{1}} — {{2}}"))
                                        .add(new JsonObject()
                                                .put("type", "BUTTONS")
                                                .put(
                                                        "buttons",
                                                        new JsonArray()
                                                                .add(quickReply("Je viens"))
                                                                .add(quickReply("Je verrai"))
                                                                .add(quickReply("Sans moi"))))));
        world.post("/templates/refresh", new JsonObject());
        return ApiBody.template(name, "Message : {{1}} — {{2}}", "{{body}}", "{{mention}}");
    }

    private static JsonObject quickReply(String text) {
        return new JsonObject().put("type", "QUICK_REPLY").put("text", text);
    }

    /** The person has not written for days, so that only an approved template reaches them. */
    private void windowCloses() {
        world.rows("update address set last_inbound_at = now() - interval '3 days' where contact_id = " + contact()
                + " returning id");
    }

    /** Another person, who comes by the page of an event. */
    private void somebodyElse(String title, String answer) {
        if (otherPhone.isEmpty()) {
            otherPhone = world.onTelegram("O" + number);
        }
        String code = world.get("/actions/" + action(title) + "/event")
                .getString("page")
                .replaceAll(".*/e/", "");
        world.said(otherPhone, "/start " + code);
        world.pressed(otherPhone, answer);
    }

    /** So many people who have read the person's link in a group they posted it to. */
    private void groupJoins(int people) {
        String code = bubbles.keySet().stream()
                .filter(bubble -> bubble.contains("/m/"))
                .map(bubble -> bubble.replaceAll("(?s).*/m/(\\w+).*", "$1"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no link to post in " + bubbles.keySet()));
        for (int at = 0; at < people; at++) {
            String reader = world.telegramPhone("G" + number + "-" + at);
            world.said(reader, "/start " + code);
            world.pressed(reader, "Oui");
        }
        world.eventually(() -> world.count("share_join where volunteer_id = " + contact()) == people);
    }

    /** An event takes place elsewhere. */
    private void moved(Map<String, Object> change) {
        String title = text(change.get("title"));
        world.put(
                "/actions/" + action(title) + "/event", details(title, change).put("place", text(change.get("place"))));
    }

    /** What is written, with the days of events in the person's language: of the last, that after it, of one by its title. */
    private String dated(String written) {
        LocalDate day = day(startsAt);
        String said = written.replace("{name}", name)
                .replace("{day}", named(day))
                .replace("{day after}", named(day.plusDays(1)))
                .replace("{date}", Integer.toString(day.getDayOfMonth()))
                .replace("{date after}", Integer.toString(day.plusDays(1).getDayOfMonth()));
        said = IN_DAYS.matcher(said).replaceAll(found -> {
            LocalDate then = day(Instant.now().plus(Duration.ofDays(Long.parseLong(found.group(2)))));
            return found.group(1).equals("day")
                    ? named(then)
                    : found.group(1).equals("date")
                            ? Integer.toString(then.getDayOfMonth())
                            : then.getMonth()
                                    .getDisplayName(TextStyle.FULL, Locale.forLanguageTag(conversation.language()));
        });
        for (Map.Entry<String, Instant> event : starts.entrySet()) {
            said = said.replace("{day of " + event.getKey() + "}", named(day(event.getValue())));
        }
        return said;
    }

    private static LocalDate day(Instant start) {
        return LocalDate.ofInstant(start, ZoneId.of("Europe/Paris"));
    }

    private String named(LocalDate day) {
        return day.getDayOfWeek().getDisplayName(TextStyle.FULL, Locale.forLanguageTag(conversation.language()));
    }

    /** What is said of days of the week is said of an event on such a day, on whichever the talk is played. */
    private static int daysUntil(Map<String, Object> offer) {
        if (offer.get("weekday") instanceof String weekday) {
            LocalDate soonest = day(Instant.now()).plusDays(3);
            return 3
                    + Math.floorMod(
                            DayOfWeek.valueOf(weekday).getValue()
                                    - soonest.getDayOfWeek().getValue(),
                            7);
        }
        return offer.get("in days") instanceof Integer days ? days : 3;
    }

    private JsonObject details(String title, Map<String, Object> offer) {
        startsAt = Instant.now().plus(Duration.ofDays(daysUntil(offer))).truncatedTo(ChronoUnit.SECONDS);
        starts.put(title, startsAt);
        JsonObject details = new JsonObject()
                .put("title", title)
                .put("startsAt", startsAt)
                .put("place", "12 rue des Lilas")
                .put("mapUrl", "https://plan.example/lilas");
        if (offer.get("places") instanceof Integer places) {
            details.put("capacity", places);
        }
        return details;
    }

    private long action(String title) {
        return Objects.requireNonNull(actions.get(title), () -> "nothing was offered that is called " + title);
    }

    /** The reminder of an event comes now. */
    private void reminded(String title) {
        world.rows("update delivery set not_before = now() where id in (select n.delivery_id from event_notice n join"
                + " event_answer a on a.id = n.answer_id where n.kind = 'hours' and a.contact_id = " + contact()
                + " and a.action_id = " + action(title) + ") returning id");
        assertThat(next()).contains(title);
    }

    /** Open for this person before they join, and for nobody else of the book. */
    private void openFor(Map<String, Object> event) {
        String title = text(event.get("title"));
        long id = world.action("event", title);
        actions.put(title, id);
        world.isFor(id, contact());
        world.put("/actions/" + id + "/event", details(title, event));
    }

    /** An event that anybody may come to, by its public page. */
    private void guestEvent(Map<String, Object> event) {
        String title = text(event.get("title"));
        long id = world.action("event", title);
        world.isFor(id, 0);
        actions.put(title, id);
        String code = world.put("/actions/" + id + "/event", details(title, event))
                .getString("page")
                .replaceAll(".*/e/", "");
        world.phones.writeAndWait(phone, (conversation.channel().equals("telegram") ? "/start " : "JOIN ") + code);
        assertThat(next()).contains(title);
    }

    /** Takes part in calls. */
    private void calls(Map<String, Object> calls) {
        String title = text(calls.get("title"));
        long id = world.action("call", title);
        actions.put(title, id);
        somebodyToCall(id, calls);
        world.rows(
                "insert into assignment (organisation_id, action_id, contact_id, delivery_id, state, answer, offered_at,"
                        + " accepted_at, active_at) values (" + world.service.organisationId() + ", " + id + ", "
                        + contact()
                        + ", " + (5_000_000 + id) + ", 'accepted', 'yes', now(), now(), now()) returning id");
    }

    /** The script of a call, and one person to call, who has a phone as well. */
    private void somebodyToCall(long id, Map<String, Object> calls) {
        world.put(
                "/actions/" + id + "/calls/script",
                new JsonObject()
                        .put("language", "fr")
                        .put(
                                "steps",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("id", "vote")
                                                .put(
                                                        "text",
                                                        new JsonObject()
                                                                .put("fr", "Viendra-t-elle ?")
                                                                .put("en", "Will they come?"))
                                                .put(
                                                        "options",
                                                        new JsonArray()
                                                                .add(option("oui", "Oui", "Yes"))
                                                                .add(option("non", "Non", "No"))))));
        if (calls.get("origin") instanceof String origin) {
            world.put(
                    "/actions/" + id + "/calls/settings",
                    new JsonObject().put("origin", new JsonObject().put("fr", origin)));
        }
        String callee = world.whatsappPhone("Q" + number);
        world.said(callee, "START");
        String number = callee.replaceAll("^wa-", "+");
        world.post("/actions/" + id + "/calls/list", new JsonObject().put("phones", new JsonArray().add(number)));
    }

    /** What stands in place of the phone's keyboard; null for nothing. */
    private void keyboard(Object value) {
        List<?> wanted = value instanceof List<?> list ? list : List.of();
        world.eventually(() -> world.phones.get("/phones/" + phone).getJsonObject("conversations").stream()
                .map(entry -> (JsonObject) entry.getValue())
                .allMatch(one -> one.getJsonArray("keyboard").getList().equals(wanted)));
    }

    private static JsonObject option(String id, String french, String english) {
        return new JsonObject()
                .put("id", id)
                .put("label", new JsonObject().put("fr", french).put("en", english));
    }

    private void stands(Map<String, Object> expected) {
        settled();
        expected.forEach((what, as) -> world.eventually(() -> standing(what).equals(text(as))));
    }

    private String standing(String what) {
        String sql =
                switch (what) {
                    case "consent" -> "select state from consent where contact_id = " + contact();
                    case "callee" -> "select state from consent where contact_id = " + world.contact("Q" + number);
                    case "pace" -> "select coalesce(pace, '') from contact where id = " + contact();
                    case "companions" ->
                        "select coalesce(sum(companions), 0)::text from event_answer where contact_id = " + contact();
                    case "language" -> "select coalesce(language, '') from contact where id = " + contact();
                    default ->
                        "select coalesce((select standing from event_answer where action_id = " + action(what)
                                + " and contact_id = " + contact()
                                + "), (select state from assignment where action_id = "
                                + action(what) + " and contact_id = " + contact() + "), 'offered')";
                };
        return world.rows(sql).get(0).getString(0);
    }

    /** What organisers read of this person, the newest. */
    private void inbox(Object value) {
        String wanted = text(value);
        world.eventually(() -> world
                .rows(
                        "select text || ' ' || content || ' ' || kind || ' ' || coalesce(about, '') as line from inbound_message where kind <> 'understood' and"
                                + " contact_id = " + contact())
                .stream()
                .anyMatch(row -> row.getString("line").contains(wanted)));
    }

    /** The newest event of a kind in the ledger, and what it rests on. */
    private void ledger(Map<String, Object> expected) {
        String kind = text(expected.get("kind"));
        JsonObject row = world.rows("select row_to_json(e) as line from ledger_event e where e.contact_id = "
                        + contact() + " and e.kind = '" + kind + "' order by e.id desc limit 1")
                .get(0)
                .getJsonObject("line");
        expected.forEach((field, value) -> assertThat(row.encode()).contains(text(value)));
    }

    /** As if it had been so long: "25 hours". */
    /** With the telephone's own app, by somebody of the organisation. */
    private void byHand(String words) {
        world.phones.waited(
                "/phones/" + phone + "/events",
                new JsonObject().put("kind", "smb_message_echoes").put("body", words));
        world.eventually(() -> world.count("handwritten_message where contact_id = " + contact()) > 0);
    }

    /** What was sent is noted as sent first. */
    private void timePasses(String interval) {
        world.eventually(
                () -> world.count("delivery where (state = 'sending' or state = 'queued' and purpose = 'reply')"
                                + " and contact_id = " + contact())
                        == 0);
        world.rows("update delivery set claimed_at = claimed_at - interval '" + interval + "' where contact_id = "
                + contact() + " and state in ('accepted', 'delivered', 'read') returning id");
        world.rows("update inbound_message set receipted_at = receipted_at - interval '" + interval
                + "' where contact_id = " + contact() + " returning id");
    }

    /** The day comes that they gave; of whoever gave none nothing ends. */
    private void pauseEnds() {
        world.rows(
                "update contact set pause_ends_at = now() - interval '1 second' where pause_ends_at is not null and id = "
                        + contact() + " returning id");
    }

    /** Not at midnight, wherever they live. */
    private void pauseEndsInTheMorning() {
        world.eventually(() -> world.count(
                        "contact c join organisation o on o.id = c.organisation_id where c.id = " + contact()
                                + " and (c.pause_ends_at at time zone coalesce(c.time_zone, o.time_zone))::time = '09:00'")
                == 1);
    }

    /** Whoever has read the words says that they were no stop. */
    private void released() {
        world.post(
                "/contacts/" + contact() + "/settle",
                new JsonObject().put("decision", "release").put("seen", Instant.now()));
    }

    /** So much was not sent because they are held. */
    private void keptBack(int count) {
        world.eventually(() -> world.count("delivery where reason = 'held' and contact_id = " + contact()) == count);
    }

    private boolean isKeptBack(String broadcasts) {
        return world.count("delivery where reason = 'held' and contact_id = " + contact() + " and broadcast_id in ("
                        + broadcasts + ")")
                == 1;
    }

    /** People are written to by their own clock, and theirs says so. */
    private void nightFalls() {
        world.rows("update contact set time_zone = '" + ServiceFixture.zone(3) + "' where id = " + contact()
                + " returning id");
    }

    /** The hours begin in which the person is written to. */
    private void morningComes() {
        world.rows("update contact set time_zone = null where id = " + contact() + " returning id");
        world.rows(
                "update delivery set not_before = now() where state = 'queued' and not_before < now() + interval '1 day'"
                        + " and contact_id = " + contact() + " returning id");
    }

    private static String text(Object value) {
        return String.valueOf(value);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
