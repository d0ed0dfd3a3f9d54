package org.relais.console.broadcast;

import io.vertx.core.Future;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.broadcast.Broadcast;
import org.relais.broadcast.BroadcastListStore;
import org.relais.broadcast.BroadcastListStore.Filter;
import org.relais.broadcast.BroadcastListStore.Kind;
import org.relais.broadcast.BroadcastListStore.Listed;
import org.relais.broadcast.BroadcastListStore.Order;
import org.relais.broadcast.BroadcastResults;
import org.relais.broadcast.BroadcastState;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.database.SqlNamed;

/** The table of broadcasts, by kind and title, and above it those that stay open. */
public final class BroadcastListPage {
    private static final String PATH = "/broadcasts";
    private static final int PAGE = 20;
    private static final String SORT = "sort";

    private final BroadcastResults results;
    private final WelcomePages welcomes;

    BroadcastListPage(BroadcastResults results, WelcomePages welcomes) {
        this.results = results;
        this.welcomes = welcomes;
    }

    void mount(PageRoutes routes) {
        routes.get(PATH, this::show);
    }

    private Future<PageResult> show(PageRequest visit) {
        Filter filter = filter(visit);
        boolean first = visit.query("before").isEmpty();
        boolean whole = first && !filter.narrowed();
        return results.page(visit.organisationId(), filter, visit.query("before", BroadcastListStore.FIRST), PAGE + 1)
                .compose(page -> AskedNames.load(
                                results,
                                visit,
                                page.stream()
                                        .map(Listed::broadcast)
                                        .map(Broadcast::audience)
                                        .toList())
                        .compose(
                                named -> whole ? welcomes.all(visit) : Future.succeededFuture(List.<WelcomeListed>of()))
                        .map(open -> PageResult.page("broadcast/list", model(filter, first, page, open))));
    }

    private static Filter filter(PageRequest visit) {
        return new Filter(
                visit.query("show").flatMap(word -> named(Kind.values(), word)).orElse(Kind.ALL),
                visit.search(),
                visit.query(SORT).flatMap(word -> named(Order.values(), word)).orElse(Order.TIME));
    }

    private static <E extends SqlNamed> Optional<E> named(E[] values, String word) {
        return Arrays.stream(values)
                .filter(value -> value.sqlName().equals(word))
                .findFirst();
    }

    private static Map<String, Object> model(
            Filter filter, boolean first, List<Listed> page, List<WelcomeListed> open) {
        Map<String, Object> model = new HashMap<>();
        model.put("welcomes", open);
        List<Listed> shown = page.stream().limit(PAGE).toList();
        model.put("broadcasts", filter.order() == Order.TIME ? comingFirst(shown.stream()) : shown);
        model.put("filter", filter);
        model.put("first", first);
        model.put("next", next(filter, page));
        return model;
    }

    /** What its place in the list hangs on: when it left, is to leave, or was written. */
    public static Instant moment(Broadcast broadcast) {
        return Stream.of(broadcast.startedAt(), broadcast.scheduledAt())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(broadcast.createdAt());
    }

    /** What is still to leave by itself stands above what has left, and what nobody has decided upon. */
    private static List<Listed> comingFirst(Stream<Listed> page) {
        return page.sorted(Comparator.comparing(listed -> listed.broadcast().state() != BroadcastState.SCHEDULED))
                .toList();
    }

    private static @Nullable String next(Filter filter, List<Listed> page) {
        return page.size() <= PAGE
                ? null
                : address(filter) + "&before=" + page.get(PAGE - 1).broadcast().id();
    }

    /** The list's address with what is chosen. */
    public static String address(Filter filter) {
        String title = filter.title();
        return "/console" + PATH + "?show=" + filter.kind().sqlName()
                + (title.isEmpty() ? "" : "&q=" + URLEncoder.encode(title, StandardCharsets.UTF_8))
                + (filter.order() == Order.TIME
                        ? ""
                        : "&" + SORT + "=" + filter.order().sqlName());
    }

    /** The same list sorted by something else. */
    public static String sorted(Filter filter, Order order) {
        return address(new Filter(filter.kind(), filter.title(), order));
    }
}
