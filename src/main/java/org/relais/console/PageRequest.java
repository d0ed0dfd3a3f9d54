package org.relais.console;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.ChannelCatalogue;
import org.relais.contact.AddressId;
import org.relais.contact.AddressMask;
import org.relais.contact.PhoneNumbers;
import org.relais.input.Fault;
import org.relais.input.FaultTexts;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Actor;
import org.relais.organisation.Organisation;
import org.relais.organisation.Organiser;
import org.relais.organisation.Permission;
import org.relais.organisation.Role;
import org.relais.organisation.Sender;
import org.relais.text.WrittenDate;

/** One request to the console: who asks, in which language, for what. Handlers read it, templates speak by it. */
public final class PageRequest {
    private static final int LONGEST_QUERY = 200;
    private static final int LONGEST_SEARCH = 100;
    /** The hour from which on today is tonight. */
    private static final int EVENING = 18;
    /** PostgreSQL refuses the first of them in any text, and the others say nothing; lines and tabs stay. */
    private static final Pattern CONTROLS = Pattern.compile("\\r(?=\\n)|[\\p{Cntrl}&&[^\\r\\n\\t]]");

    private static final PhoneNumbers NUMBERS = new PhoneNumbers();

    private final RoutingContext context;
    private final Optional<Session> session;
    private final Translations wording;
    private final PageRenderer.Layout layout;
    private final FlashNotice notice;
    private @Nullable String key;

    PageRequest(
            RoutingContext context,
            Optional<Session> session,
            Translations wording,
            PageRenderer.Layout layout,
            FlashNotice notice) {
        this.context = context;
        this.session = session;
        this.wording = wording;
        this.layout = layout;
        this.notice = notice;
    }

    // Who

    /** Whether there is a session; on pages of parts there always is. */
    public boolean signedIn() {
        return session.isPresent();
    }

    private Session session() {
        return session.orElseThrow(() -> new HttpException(401));
    }

    /** The id of the session that asks. */
    public long sessionId() {
        return session().id();
    }

    public Organiser organiser() {
        return session().organiser();
    }

    public Organisation organisation() {
        return session().organisation();
    }

    public long organisationId() {
        return organisation().id();
    }

    /** On whose behalf services work, for audit and ledger. */
    public Actor actor() {
        return session().actor();
    }

    /** Whether the organiser may do what needs that role. */
    public boolean may(Role least) {
        return session.isPresent() && organiser().role().includes(least);
    }

    /** Whether the organiser may change contacts and broadcasts, not only look. */
    public boolean mayChange() {
        return may(Role.ORGANISER);
    }

    /** Whether the organiser may run the action in the path as {@code :id}, which coordinators of it may as well. */
    public boolean mayRun() {
        return mayChange() || coordinates();
    }

    /** Whether the organiser coordinates the action in the path. */
    boolean coordinates() {
        String id = context.pathParam("id");
        return id != null && id.matches("[0-9]{1,18}") && actor().coordinates(Long.parseLong(id));
    }

    // In which words

    /** fr or en. */
    public String language() {
        return wording.locale().getLanguage();
    }

    /** The other language, for the switch. */
    public String otherLanguage() {
        return language().equals("fr") ? "en" : "fr";
    }

    /** How days, times and numbers are written. */
    public Locale locale() {
        return wording.locale();
    }

    /** A text of the resource files with its arguments: name, value, name, value … */
    public String text(String key, Object... arguments) {
        return wording.text(key, arguments);
    }

    /** The same with its arguments by name. */
    public String text(String key, Map<String, Object> arguments) {
        return wording.text(key, arguments);
    }

    /** A text when there is one of that key, else what stands for it: for codes of platforms, which have no end. */
    public String textOr(String key, String fallback, Object... arguments) {
        return Translations.has(key) ? wording.text(key, arguments) : fallback;
    }

    /** Whether there is a text of that key. */
    public boolean has(String key) {
        return Translations.has(key);
    }

    /** What is wrong with a field. */
    public String fault(Fault fault) {
        Map<String, Object> arguments = new HashMap<>(fault.arguments());
        arguments.computeIfPresent("channel", (name, kind) -> channel(String.valueOf(kind)));
        arguments.computeIfPresent("meant", (name, variable) -> {
            String written = String.valueOf(variable);
            return place(written.replaceAll("[{}]|\\|.*", "")).orElse(written);
        });
        return FaultTexts.text(fault.code(), arguments, language());
    }

    /** What stands in texts for a variable, in the reader's words; see {@link Translations#place}. */
    public Optional<String> place(String variable) {
        return wording.place(variable);
    }

    /** All that is wrong, in one line. */
    public String faults(InvalidInputException invalid) {
        return invalid.faults().stream().map(this::fault).distinct().collect(Collectors.joining(" "));
    }

    /** What a channel is called. */
    public String channel(String kind) {
        return ChannelCatalogue.name(kind);
    }

    /** A sender as it is told from others: its platform first, unless its own name has that in it. */
    public String sender(Sender sender) {
        String platform = channel(sender.channel());
        return sender.name().contains(platform) ? sender.name() : platform + "\u00a0· " + sender.name();
    }

    /** What the organisation's own country is called: that of numbers without a country code. */
    public String country() {
        return new Locale("", organisation().country()).getDisplayCountry(wording.locale());
    }

    /** Whether the organiser is shown addresses in full, and may have files in which they stand. */
    public boolean seesAddresses() {
        return session.isEmpty() || actor().may(Permission.ADDRESSES);
    }

    /** An identifier as people read it: a number with its gaps, anything else as it is; masked for whoever may not see it. */
    public String address(AddressId address) {
        if (!seesAddresses()) {
            return AddressMask.of(address.identifier());
        }
        return address.kind().isPhone() ? NUMBERS.readable(address.identifier()) : address.identifier();
    }

    /** What people write to: a number with its gaps, or the name of a bot. */
    public String handle(String handle) {
        return handle.matches("\\+?[0-9]+") ? NUMBERS.readable("+" + handle.replace("+", "")) : "@" + handle;
    }

    /** What a language is called in this one. */
    public String languageName(String code) {
        String named = Locale.forLanguageTag(code).getDisplayLanguage(wording.locale());
        // Of some the platform's code is all that Java knows.
        return named.equals(Locale.forLanguageTag(code).getLanguage()) ? textOr("language." + named, named) : named;
    }

    /** What a day of the week is called. */
    public String dayName(DayOfWeek day) {
        return day.getDisplayName(TextStyle.FULL, wording.locale());
    }

    /** A whole number as the language writes it. */
    public String number(long number) {
        return java.text.NumberFormat.getIntegerInstance(wording.locale()).format(number);
    }

    /** Day and time in the organisation's zone. */
    public String time(Instant instant) {
        return written(DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(wording.locale())
                .withZone(zone())
                .format(instant));
    }

    /** A day with its year, of something that was then, by the organisation's clock. */
    public String mediumDay(Instant at) {
        return mediumDay(LocalDate.ofInstant(at, zone()));
    }

    /** A day with its year, as short as {@link #time}. */
    public String mediumDay(LocalDate day) {
        return written(DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(wording.locale())
                .format(day));
    }

    /** A day or time as people write it: in French the first of a month is an ordinal. */
    public String written(String formatted) {
        return WrittenDate.of(formatted, language());
    }

    /** The day in the organisation's zone. */
    public String date(Instant instant) {
        return written(DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(wording.locale())
                .withZone(zone())
                .format(instant));
    }

    /** Day and time as people say them: the day by its name where it is near, and the year only where it is another. */
    public String near(Instant instant) {
        LocalDate today = LocalDate.ofInstant(now(), zone());
        LocalDateTime at = LocalDateTime.ofInstant(instant, zone());
        long days = ChronoUnit.DAYS.between(today, at.toLocalDate());
        String key = days == -1
                ? "yesterday"
                : days == 1 ? "tomorrow" : days != 0 ? "day" : at.getHour() < EVENING ? "today" : "tonight";
        return at.getYear() != today.getYear() && key.equals("day")
                ? time(instant)
                : text("time." + key, "day", shortDay(at.toLocalDate()), "hour", hour(instant));
    }

    /** When something began that goes on: the time of day alone where it was today. */
    public String since(Instant instant) {
        return isToday(instant) ? hour(instant) : time(instant);
    }

    /** When something is possible again: the time of day alone where it is today. */
    public String soon(Instant instant) {
        return isToday(instant) ? hour(instant) : near(instant);
    }

    public boolean isToday(Instant instant) {
        return LocalDate.ofInstant(instant, zone()).equals(LocalDate.ofInstant(now(), zone()));
    }

    /** Whether a day is in the year that it is now by the organisation's clock. */
    public boolean isThisYear(LocalDate day) {
        return day.getYear()
                == LocalDate.ofInstant(layout.clock().instant(), zone()).getYear();
    }

    /** Whether that is over. */
    public boolean past(Instant instant) {
        return !instant.isAfter(now());
    }

    /** When the page is made. */
    public Instant now() {
        return layout.clock().instant();
    }

    /** How long, in the largest unit that fits. */
    public String duration(Duration duration) {
        return duration.toHours() >= 48
                ? text("sender.days", "count", duration.toDays())
                : duration.toHours() >= 1
                        ? text("sender.hours", "count", duration.toHours())
                        : text("sender.minutes", "count", Math.max(1, duration.toMinutes()));
    }

    /** The time of day in the organisation's zone. */
    public String hour(Instant instant) {
        return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
                .withLocale(wording.locale())
                .withZone(zone())
                .format(instant);
    }

    /** A day of the calendar, without its year. */
    public String day(LocalDate day) {
        return written(
                DateTimeFormatter.ofPattern("EEEE d MMMM", wording.locale()).format(day));
    }

    /** The same in few letters. */
    public String shortDay(LocalDate day) {
        return written(DateTimeFormatter.ofPattern("d MMM", wording.locale()).format(day));
    }

    /** The organisation's time zone. */
    public ZoneId zone() {
        return session.<ZoneId>map(open -> open.organisation().timeZone()).orElse(ZoneOffset.UTC);
    }

    /** Of which place the times of the organisation are. */
    public String place() {
        return place(zone());
    }

    /** Of which place the times of a zone are, in the reader's language. */
    public String place(ZoneId zone) {
        return ZoneName.of(zone, locale()).place();
    }

    /** A time zone by its place, and how far that is from UTC now. */
    public String zoneName(String zone) {
        return ZoneName.of(ZoneId.of(zone), locale()).at(layout.clock().instant());
    }

    /** Every time zone that forms offer, and the one that is set. */
    public List<ZoneChoice> zones(String current) {
        List<ZoneName> all = ZoneName.all(locale());
        Instant now = layout.clock().instant();
        return Stream.concat(
                        ZoneId.getAvailableZoneIds().contains(current)
                                        && all.stream()
                                                .noneMatch(zone ->
                                                        zone.id().getId().equals(current))
                                ? Stream.of(ZoneName.of(ZoneId.of(current), locale()))
                                : Stream.empty(),
                        all.stream())
                .map(zone -> new ZoneChoice(zone.id().getId(), zone.at(now)))
                .toList();
    }

    /** A time zone of a form. */
    public record ZoneChoice(String id, String name) {}

    // For what

    /** The request beneath, for what is not here. */
    public RoutingContext context() {
        return context;
    }

    /** The id in the path as {@code :id}; what is no id is simply not found. */
    public long id() {
        return id("id");
    }

    public long id(String name) {
        try {
            return Long.parseLong(context.pathParam(name));
        } catch (NumberFormatException notAnId) {
            throw new HttpException(404);
        }
    }

    /** A parameter of the address, stripped and without control characters; empty when absent or blank. */
    public Optional<String> query(String name) {
        return text(context.queryParams(), name, LONGEST_QUERY);
    }

    /** What a list is searched for; empty for nothing. */
    public String search() {
        return text(context.queryParams(), "q", LONGEST_SEARCH).orElse("");
    }

    /** A whole number of the address; {@code fallback} when it is absent or none. */
    public long query(String name, long fallback) {
        try {
            return query(name).map(Long::parseLong).orElse(fallback);
        } catch (NumberFormatException notANumber) {
            return fallback;
        }
    }

    /** A field of the form, stripped, its lines ended as elsewhere, without control characters; empty when absent or blank. */
    public Optional<String> field(String name) {
        return text(request().formAttributes(), name, Integer.MAX_VALUE);
    }

    /** A field as it was sent, to the letter: passwords are; empty when it is absent. */
    public String secret(String name) {
        String value = request().formAttributes().get(name);
        return value == null ? "" : value;
    }

    /** A field that holds bytes as base64url; none when it is absent or no such thing. */
    public byte[] bytes(String name) {
        try {
            return field(name).map(Base64.getUrlDecoder()::decode).orElseGet(() -> new byte[0]);
        } catch (IllegalArgumentException noBytes) {
            return new byte[0];
        }
    }

    /** Whether the form has the field at all, be it empty. */
    public boolean isSent(String name) {
        return request().formAttributes().contains(name);
    }

    /** All values of a field that may be there several times. */
    public List<String> fields(String name) {
        return request().formAttributes().getAll(name).stream()
                .map(value -> CONTROLS.matcher(value).replaceAll(""))
                .toList();
    }

    /** The ids among all values of such a field; what is no number is left out. */
    public Stream<Long> ids(String name) {
        return fields(name).stream().filter(text -> text.matches("\\d{1,18}")).map(Long::valueOf);
    }

    private static Optional<String> text(MultiMap values, String name, int longest) {
        return Optional.ofNullable(values.get(name))
                .map(value -> CONTROLS.matcher(value).replaceAll("").strip())
                .filter(text -> !text.isEmpty())
                .map(text -> text.length() > longest ? text.substring(0, longest) : text);
    }

    /** Browser and system that ask, as people know them again, such as {@code Firefox · Linux}; may be empty. */
    public String device() {
        return Device.name(request().getHeader(HttpHeaders.USER_AGENT));
    }

    /** Whether htmx asks, for a fragment rather than a page. */
    public boolean fragment() {
        return "true".equals(request().getHeader("HX-Request"));
    }

    private HttpServerRequest request() {
        return context.request();
    }

    // For the layout

    /** To be sent by every form as {@code form}; see {@code console/token.jte}. */
    public String formToken() {
        return session.map(Session::formToken).orElse("");
    }

    /** To be sent by every form of this page as {@code once}, so that it is worked once; see {@link SentForms}. */
    public String formKey() {
        if (key == null) {
            key = layout.keys().get();
        }
        return key;
    }

    /** Address of a style sheet, script or picture. */
    public String asset(String name) {
        return layout.assets().path(name);
    }

    /** How much waits for an organiser: stops to decide, rights requests, messages. */
    public long waiting() {
        return PageRenderer.waiting(context);
    }

    /** The rooms that the organiser may enter. */
    public List<MenuSection> menu() {
        return may(Role.READER)
                ? layout.menu()
                : layout.menu().stream().filter(MenuSection.ACTIONS::equals).toList();
    }

    /** Whether links to sign in can be mailed. */
    public boolean mailsLinks() {
        return layout.mails();
    }

    /** Whether one may sign in by a password. */
    public boolean passwords() {
        return layout.passwords();
    }

    /** Origin where passkeys serve; null where there are none. */
    public @Nullable String passkeys() {
        return layout.passkeys();
    }

    /** Name of the provider that one may sign in with; null where there is none. */
    public @Nullable String openId() {
        return layout.openId();
    }

    /** The only organisation of the installation, for pages of those who have not signed in; null where there is none alone. */
    public @Nullable Organisation house() {
        return PageRenderer.sign(context).organisation();
    }

    /** Where the installation is reached, for the same pages. */
    public String host() {
        return PageRenderer.sign(context).host();
    }

    /** Page of the simulated phones; null where there are none. */
    public @Nullable String phones() {
        return layout.phones();
    }

    /** Where this page stands, to come back to after a change of language. */
    public String here() {
        return request().method().equals(io.vertx.core.http.HttpMethod.GET)
                ? request().uri()
                : request().path();
    }

    /** What was just done, in words; null when there is nothing to say. */
    public @Nullable String notice() {
        return notice.present() ? wording.text(notice.key(), notice.arguments()) : null;
    }

    /** How {@link #notice} is said. */
    public FlashNotice.Tone noticeTone() {
        return notice.tone();
    }
}
