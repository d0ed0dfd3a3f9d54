package org.relais.console.organisation;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.api.CsvDownload;
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
    /** So many are looked through for a word at a time: all would take as long as the trail is. */
    private static final int LOOKED_AT = 1_000;

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");

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
     * @param word of what is read on the page; a file has all there is
     * @param fault whether a day can't be read: it does not narrow then
     */
    public record AuditQuery(String actor, String kind, String from, String until, String word, boolean fault) {
        /** Whether the list is narrowed. */
        public boolean narrowed() {
            return !(actor + kind + from + until + word).isEmpty();
        }

        /** To be put behind the address of a file; empty where nothing narrows it. */
        public String query() {
            return query("");
        }

        /** The same with the word that is looked for. */
        private String query(String sought) {
            String query =
                    Map.of("actor", actor, "kind", kind, "from", from, "until", until, "word", sought)
                            .entrySet()
                            .stream()
                            .filter(one -> !one.getValue().isEmpty())
                            .map(one -> "&" + one.getKey() + "="
                                    + URLEncoder.encode(one.getValue(), StandardCharsets.UTF_8))
                            .sorted()
                            .collect(Collectors.joining());
            return query.isEmpty() ? "" : "?" + query.substring(1);
        }
    }

    @Override
    public MenuSection section() {
        return MenuSection.SETTINGS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PAGE, Role.OWNER, this::list);
        routes.stream(PAGE + ".csv", Role.OWNER, this::file);
    }

    private static AuditQuery asked(PageRequest visit) {
        return new AuditQuery(
                visit.query("actor").orElse(""),
                visit.query("kind").orElse(""),
                visit.query("from").orElse(""),
                visit.query("until").orElse(""),
                visit.query("word").map(String::strip).orElse(""),
                isNoDay(visit, "from") || isNoDay(visit, "until"));
    }

    private static AuditStore.Filter filter(PageRequest visit, AuditQuery asked) {
        return new AuditStore.Filter(
                given(asked.actor()),
                given(asked.kind()),
                day(visit, "from", 0).orElse(null),
                day(visit, "until", 1).orElse(null));
    }

    private static boolean isNoDay(PageRequest visit, String name) {
        return visit.query(name).isPresent() && day(visit, name, 0).isEmpty();
    }

    private Future<PageResult> list(PageRequest visit) {
        AuditQuery asked = asked(visit);
        long before = visit.query("before", Long.MAX_VALUE);
        Map<String, Object> model = new HashMap<>(Map.of("asked", asked, "first", before == Long.MAX_VALUE));
        int most = asked.word().isEmpty() ? LISTED + 1 : LOOKED_AT;
        return ActorNames.of(access, pool, visit.organisationId())
                .onSuccess(names -> model.put("names", names))
                .compose(names -> audit.page(pool, visit.organisationId(), filter(visit, asked), before, most)
                        .onSuccess(found -> {
                            List<AuditEvent> fitting = found.stream()
                                    .filter(event -> says(row(visit, names, event), asked.word()))
                                    .toList();
                            List<AuditEvent> shown =
                                    fitting.stream().limit(LISTED).toList();
                            model.put("events", shown);
                            AuditEvent last = fitting.size() > LISTED
                                    ? shown.get(LISTED - 1)
                                    : found.size() == most ? found.get(most - 1) : null;
                            if (last != null) {
                                model.put(
                                        "next",
                                        MenuSection.SETTINGS.path() + "/audit" + asked.query(asked.word())
                                                + (asked.narrowed() ? "&" : "?") + "before=" + last.id());
                            }
                        }))
                .compose(found -> audit.seen(pool, visit.organisationId()))
                .onSuccess(seen -> model.put("seen", seen))
                .map(seen -> PageResult.page("settings/audit", model));
    }

    private static boolean says(List<String> row, String word) {
        return word.isEmpty() || plain(String.join(" ", row)).contains(plain(word));
    }

    private static String plain(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFD)
                .replaceAll("\\p{M}", "")
                .toLowerCase(Locale.ROOT);
    }

    /** All that the filters leave, newest first, with the words of the page and the codes that programs know. */
    private void file(PageRequest visit) {
        AuditStore.Filter filter = filter(visit, asked(visit));
        List<String> header = Stream.of("at", "actor", "deed", "detail", "action", "subject")
                .map(column -> visit.text("audit.column." + column))
                .toList();
        ActorNames.of(access, pool, visit.organisationId())
                .compose(names -> new CsvDownload<AuditEvent>(
                                header,
                                // A file goes from an id on: of the newest first that is the id below the last, from
                                // the top.
                                from -> audit.page(
                                        pool,
                                        visit.organisationId(),
                                        filter,
                                        Long.MAX_VALUE - from,
                                        CsvDownload.pageSize()),
                                event -> Long.MAX_VALUE - event.id() - 1,
                                event -> row(visit, names, event))
                        .send(visit.context(), "audit"))
                .onFailure(visit.context()::fail);
    }

    private static List<String> row(PageRequest visit, Map<String, String> names, AuditEvent event) {
        return List.of(
                TIME.withZone(visit.zone()).format(event.at()),
                AuditWords.actor(visit, names, event.actor()),
                AuditWords.sentence(visit, names, event).toString(),
                AuditWords.detail(visit, names, event).stream()
                        .map(AuditWords.Part::words)
                        .collect(Collectors.joining(", ")),
                event.action(),
                event.subject());
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
}
