package org.relais.console.inbox;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.relais.console.ActorNames;
import org.relais.console.ConsoleFeature;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.inbox.InboundMessage;
import org.relais.inbox.InboxService;
import org.relais.inbox.MessageArchive;
import org.relais.inbox.MessageArchive.Filter;
import org.relais.inbox.MessageArchive.View;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Role;

/** Everything that people wrote, to look something up: what has to be done about it waits in {@link InboxPages}. */
public final class MessagePages implements ConsoleFeature {
    private static final String PATH = "/inbox/messages";
    private static final int LISTED = 50;

    private final Pool pool;
    private final AccessStore access;
    private final InboxService inbox;
    private final InstantSource clock;

    public MessagePages(Pool pool, InboxServices services, InstantSource clock) {
        this.pool = pool;
        this.access = new AccessStore(clock);
        this.inbox = services.inbox();
        this.clock = clock;
    }

    @Override
    public MenuSection section() {
        return MenuSection.INBOX;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get(PATH, this::list);
        routes.post(PATH + "/:id", Role.ORGANISER, this::mark);
    }

    private Future<PageResult> list(PageRequest visit) {
        Filter filter = filter(visit);
        long before = visit.query("before", Long.MAX_VALUE);
        boolean refused = !filter.words().isEmpty() && !InboxPages.mayLookFor(visit, filter.words());
        Map<String, Object> model = new HashMap<>(Map.of(
                "filter", filter, "first", before == Long.MAX_VALUE, "here", here(filter), "now", clock.instant()));
        return (refused
                        ? Future.succeededFuture(new MessageArchive(List.of(), Map.of(), null))
                        : inbox.archive(visit.organisationId(), filter, before, LISTED))
                .onSuccess(found -> model.put("archive", found))
                .compose(found -> ActorNames.of(access, pool, visit.organisationId()))
                .onSuccess(names -> model.put("names", names))
                .map(names -> PageResult.page("inbox/messages", model));
    }

    private static Filter filter(PageRequest visit) {
        String name = visit.query("show").orElse("").toUpperCase(Locale.ROOT);
        View view = Arrays.stream(View.values())
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElse(View.ALL);
        return new Filter(view, visit.query("q").orElse("").strip());
    }

    private static String here(Filter filter) {
        return PATH + of(filter.view(), filter.words());
    }

    /** The question of an address that shows these of what holds these words. */
    public static String of(View view, String words) {
        return "?show=" + code(view)
                + (words.isEmpty() ? "" : "&q=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
    }

    /** As addresses and texts name it. */
    public static String code(View view) {
        return view.name().toLowerCase(Locale.ROOT);
    }

    /** What was done about a message, and by whom where one of the organisation did it. */
    public static String done(PageRequest visit, InboundMessage message, Map<String, String> names) {
        if (message.kind() == InboundMessage.Kind.UNDERSTOOD) {
            return visit.text("thread.understood");
        }
        String by = names.get(message.stateBy() == null ? "" : message.stateBy());
        String state = visit.text("inbox.message." + message.state().sqlName());
        return by == null ? state : state + " " + visit.text("shell.by", "who", by);
    }

    /** Back to the list as it was. */
    private Future<PageResult> mark(PageRequest visit) {
        boolean answered = visit.field("state").equals(Optional.of("answered"));
        return inbox.find(visit.organisationId(), visit.id()).compose(PageResult.found(found -> (answered
                        ? inbox.markHandled(visit.actor(), visit.id())
                        : inbox.markRead(visit.actor(), visit.id()))
                .map(marked -> PageResult.to(here(filter(visit))).saying("inbox.message.marked"))));
    }
}
