package org.relais.console.sender;

import com.ibm.icu.text.ListFormatter;
import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.channel.Channel;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SenderProfile;
import org.relais.channel.sender.SenderConnections;
import org.relais.console.ConsoleFeature;
import org.relais.console.MenuSection;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.group.ChatGroup;
import org.relais.group.GroupStore;
import org.relais.health.SenderHealth;
import org.relais.health.SenderReport;
import org.relais.organisation.Role;
import org.relais.organisation.SenderService;
import org.relais.organisation.SenderStore.Pause;
import org.relais.organisation.SenderStore.SenderState;

/** The numbers and bots that the organisation sends from: how each stands, pause and resume. */
public final class ChannelPages implements ConsoleFeature {
    private final SenderService senders;
    private final SenderHealth health;
    private final ChannelRegistry channels;
    private final SenderConnectPages connecting;
    private final Pool pool;
    private final GroupStore groups = new GroupStore();

    public ChannelPages(
            Pool pool,
            SenderService senders,
            SenderConnections connections,
            SenderHealth health,
            ChannelRegistry channels,
            InstantSource clock) {
        this.pool = pool;
        this.senders = senders;
        this.health = health;
        this.channels = channels;
        this.connecting = new SenderConnectPages(this, health, connections, clock);
    }

    /** A sender with what the configuration says of it, empty when it stands there no more, and how it stands. */
    public record Row(SenderState state, Optional<SenderProfile> profile, SenderReport report) {
        public long id() {
            return state.sender().id();
        }

        /** The word for how it stands: a key of the texts. */
        public String word() {
            return report.alarms() && !report.unfinished()
                    ? "alarm"
                    : state.paused()
                            ? "paused"
                            : profile.isEmpty()
                                    ? "gone"
                                    : report.outageSince() != null
                                            ? "outage"
                                            : report.faulty() ? "faulty" : report.heardAt() == null ? "new" : "active";
        }

        /** Why it is paused: who did it and the reason they gave, else what the platform or Relais had against it. */
        public String reason(PageRequest visit) {
            Pause pause = state.pause();
            if (pause == null) {
                String code = Objects.requireNonNullElse(state.reason(), "");
                return visit.textOr("channel.reason." + code, code);
            }
            String name = visit.text("channel.paused-by", "name", pause.name());
            return pause.words() == null ? name : visit.text("channel.paused-why", "who", name, "why", pause.words());
        }

        /** Whether messages leave by it now. */
        boolean sends() {
            if (state.paused() || report.alarm() != null && report.alarm().holds()) {
                return false;
            }
            return switch (word()) {
                case "active", "faulty", "alarm" -> true;
                case "new" -> report.alarms();
                default -> false;
            };
        }

        public String badge() {
            return switch (word()) {
                case "active" -> "good";
                case "paused", "outage" -> "warn";
                case "new" -> "";
                default -> "bad";
            };
        }
    }

    @Override
    public MenuSection section() {
        return MenuSection.CHANNELS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get("/channels", this::list);
        routes.post("/channels/:id/pause", Role.ORGANISER, this::pause);
        routes.post("/channels/:id/resume", Role.ORGANISER, this::resume);
        connecting.mount(routes);
        new SenderPages(this, connecting, health).mount(routes);
    }

    private Future<PageResult> list(PageRequest visit) {
        List<ChannelDescriptor> kinds = ChannelCatalogue.all().stream()
                .filter(kind -> !SenderConnections.fields(kind.kind()).isEmpty())
                .toList();
        return rows(visit)
                .map(rows -> PageResult.page(
                        "channel/list", Map.of("rows", rows, "kinds", kinds, "sending", sending(visit, rows))));
    }

    /** The channels that messages leave by now, as they are named in a sentence; empty for none. */
    private static String sending(PageRequest visit, List<Row> rows) {
        return ListFormatter.getInstance(visit.locale())
                .format(rows.stream()
                        .filter(Row::sends)
                        .map(row -> visit.channel(row.state().sender().channel()))
                        .distinct()
                        .sorted()
                        .toList());
    }

    Future<List<Row>> rows(PageRequest visit) {
        return senders.states(visit.organisationId())
                .compose(states -> health.reports(visit.organisationId()).map(reports -> states.stream()
                        .map(state -> new Row(
                                state,
                                profile(state),
                                reports.getOrDefault(
                                        state.sender().id(), SenderReport.none(state.sender(), state.inFile()))))
                        .toList()));
    }

    /** One of them; empty when the organisation has none of that id. */
    Future<Optional<Row>> row(PageRequest visit) {
        return row(visit, visit.id());
    }

    Future<Optional<Row>> row(PageRequest visit, long id) {
        return rows(visit)
                .map(rows -> rows.stream().filter(row -> row.id() == id).findFirst());
    }

    /** The groups and channels that a sender is in; null where its platform has none. */
    Future<@Nullable List<ChatGroup>> groups(PageRequest visit, Row row) {
        return channels.find(row.state().sender().channel())
                        .filter(Channel::hasGroups)
                        .isEmpty()
                ? Future.succeededFuture(null)
                : groups.all(pool, visit.organisationId()).map(all -> all.stream()
                        .filter(group -> group.senderId() == row.id())
                        .toList());
    }

    private Optional<SenderProfile> profile(SenderState state) {
        return channels.sender(state.sender().channel(), state.sender().externalId());
    }

    private Future<PageResult> pause(PageRequest visit) {
        String words = visit.field("reason").orElse(null);
        return senders.pause(visit.actor(), visit.id(), words).map(found -> changed(visit, found, "channel.paused"));
    }

    private Future<PageResult> resume(PageRequest visit) {
        return senders.resume(visit.actor(), visit.id()).map(found -> changed(visit, found, "channel.resumed"));
    }

    /** Back to the page that it was done on. */
    private static PageResult changed(PageRequest visit, boolean found, String saying) {
        String back = visit.isSent("list") ? "/channels" : "/channels/" + visit.id();
        return found ? PageResult.to(back).saying(saying) : PageResult.notFound();
    }
}
