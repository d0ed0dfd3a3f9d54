package org.relais.console.organisation;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relais.console.ActorNames;
import org.relais.console.ConsoleFeature;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.organisation.AccessStore;
import org.relais.organisation.AuditStore;
import org.relais.organisation.AuditStore.AuditEvent;
import org.relais.organisation.Role;

/** Who did what in the organisation: the audit trail, for owners. */
public final class AuditPages implements ConsoleFeature {
    private static final String PAGE = "/settings/audit";
    private static final int LISTED = 50;

    private static final Set<String> FOR_PROGRAMS = Set.of("version", "delivery");

    /** Pages of what a deed was done to, by the kind of its subject. */
    private static final Map<String, String> PLACES = Map.of(
            "contact", "/console/contacts/",
            "audience", "/console/audiences/",
            "broadcast", "/console/broadcasts/",
            "action", "/console/actions/",
            "import", "/console/imports/",
            "inbound_message", "/console/inbox/messages/");

    private final Pool pool;
    private final AuditStore audit;
    private final AccessStore access;

    public AuditPages(Pool pool, AuditStore audit, AccessStore access) {
        this.pool = pool;
        this.audit = audit;
        this.access = access;
    }

    /**
     * What was asked for, as the form shows it again.
     *
     * @param fault whether a day can't be read: it does not narrow then
     */
    public record AuditQuery(String actor, String kind, String from, String until, boolean fault) {
        /** Whether the list is narrowed. */
        public boolean narrowed() {
            return !(actor + kind + from + until).isEmpty();
        }

        String query() {
            return Map.of("actor", actor, "kind", kind, "from", from, "until", until).entrySet().stream()
                    .filter(one -> !one.getValue().isEmpty())
                    .map(one -> "&" + one.getKey() + "=" + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                    .sorted()
                    .collect(Collectors.joining());
        }
    }

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PAGE, Role.OWNER, this::list);
    }

    private Future<PageResult> list(PageRequest visit) {
        Optional<Instant> from = day(visit, "from", 0);
        Optional<Instant> until = day(visit, "until", 1);
        AuditQuery asked = new AuditQuery(
                visit.query("actor").orElse(""),
                visit.query("kind").orElse(""),
                visit.query("from").orElse(""),
                visit.query("until").orElse(""),
                from.isEmpty() && visit.query("from").isPresent()
                        || until.isEmpty() && visit.query("until").isPresent());
        AuditStore.Filter filter =
                new AuditStore.Filter(given(asked.actor()), given(asked.kind()), from.orElse(null), until.orElse(null));
        long before = visit.query("before", Long.MAX_VALUE);
        Map<String, Object> model = new HashMap<>(Map.of("asked", asked, "first", before == Long.MAX_VALUE));
        return audit.page(pool, visit.organisationId(), filter, before, LISTED + 1)
                .onSuccess(found -> {
                    List<AuditEvent> shown = found.size() > LISTED ? found.subList(0, LISTED) : found;
                    model.put("events", shown);
                    if (found.size() > LISTED) {
                        model.put(
                                "next",
                                MenuSection.SETTINGS.path() + "/audit?before="
                                        + shown.get(LISTED - 1).id() + asked.query());
                    }
                })
                .compose(found -> audit.seen(pool, visit.organisationId()))
                .onSuccess(seen -> model.put("seen", seen))
                .compose(seen -> ActorNames.of(access, pool, visit.organisationId()))
                .onSuccess(names -> model.put("names", names))
                .map(names -> PageResult.page("settings/audit", model));
    }

    private static @Nullable String given(String text) {
        return text.isEmpty() ? null : text;
    }

    /** The beginning of a day of the form where the organisation is, {@code later} days on. */
    private static Optional<Instant> day(PageRequest visit, String name, int later) {
        try {
            return visit.query(name)
                    .map(LocalDate::parse)
                    .map(day -> day.plusDays(later).atStartOfDay(visit.zone()).toInstant());
        } catch (DateTimeParseException noDay) {
            return Optional.empty();
        }
    }

    /** A deed in words; one that has none by its own name. */
    public static String deed(PageRequest visit, AuditEvent event) {
        return visit.textOr("audit." + event.action(), event.action());
    }

    /** What kind of thing deeds are done to. */
    public static String kind(PageRequest visit, String kind) {
        return visit.textOr("audit.kind." + kind, kind);
    }

    /** Where what a deed was done to is shown; null when it has no page. */
    public static @Nullable String place(AuditEvent event) {
        String[] parts = event.subject().split(":", 2);
        String place = PLACES.get(parts[0]);
        return place == null || parts.length < 2 || event.action().endsWith(".delete") ? null : place + parts[1];
    }

    /** What the deed was done to, by its name or, as a contact, by its number; empty where the deed says it. */
    public static String about(PageRequest visit, AuditEvent event) {
        String[] parts = event.subject().split(":", 2);
        String title = event.title();
        if (event.subject().equals(event.actor()) || parts[0].equals("organisation")) {
            return "";
        }
        return title != null
                ? title
                : visit.text(
                        "audit.numbered",
                        "kind",
                        visit.textOr("audit.one." + parts[0], kind(visit, parts[0])),
                        "number",
                        parts.length < 2 ? "" : parts[1]);
    }

    /** Who did it, by name; the program itself where nobody did. */
    public static String actor(PageRequest visit, Map<String, String> names, String actor) {
        return names.getOrDefault(actor, visit.textOr("audit.actor." + actor.split(":", 2)[0], actor));
    }

    /** What the deed says of itself, such as how many. */
    public static String detail(PageRequest visit, JsonObject detail) {
        return detail.stream()
                // Of use to programs only, which read it from the API.
                .filter(one -> !FOR_PROGRAMS.contains(one.getKey()))
                .map(one -> visit.textOr("audit.detail." + one.getKey(), one.getKey())
                        + visit.text("audit.colon")
                        + value(visit, one.getKey(), String.valueOf(one.getValue())))
                .collect(Collectors.joining(", "));
    }

    private static String value(PageRequest visit, String key, String value) {
        return switch (key) {
            case "code" -> visit.textOr("audit.code." + value, value);
            case "language" ->
                Locale.forLanguageTag(value.replace('_', '-'))
                        .getDisplayLanguage(Locale.forLanguageTag(visit.language()));
            case "role" -> visit.textOr("role." + value, value);
            case "by" -> visit.textOr("audit.way." + value, value);
            case "channel" -> visit.channel(value);
            default -> value;
        };
    }
}
