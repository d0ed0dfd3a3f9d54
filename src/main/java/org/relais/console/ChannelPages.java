package org.relais.console;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Pool;
import io.vertx.sqlclient.SqlClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SenderProfile;
import org.relais.organisation.AuditStore;
import org.relais.organisation.Role;
import org.relais.organisation.SenderStore;
import org.relais.organisation.SenderStore.SenderState;

/** The numbers and bots that the organisation sends from: their state, pause and resume. */
public final class ChannelPages implements ConsoleFeature {
    private static final int LONGEST_REASON = 300;

    private final Pool pool;
    private final SenderStore senders;
    private final AuditStore audit;
    private final ChannelRegistry channels;

    public ChannelPages(Pool pool, SenderStore senders, AuditStore audit, ChannelRegistry channels) {
        this.pool = pool;
        this.senders = senders;
        this.audit = audit;
        this.channels = channels;
    }

    /** A sender with what the configuration says of it; empty when it stands there no more. */
    public record Row(SenderState state, Optional<SenderProfile> profile) {}

    @Override
    public MenuSection section() {
        return MenuSection.CHANNELS;
    }

    @Override
    public void mount(PageRoutes desk) {
        desk.get("/channels", this::list);
        desk.post("/channels/:id/pause", Role.ORGANISER, this::pause);
        desk.post("/channels/:id/resume", Role.ORGANISER, this::resume);
    }

    private Future<PageResult> list(PageRequest visit) {
        return senders.states(pool, visit.organisationId())
                .map(states -> states.stream()
                        .map(state -> new Row(state, profile(state)))
                        .toList())
                .map((List<Row> rows) -> PageResult.page("channel/list", Map.of("rows", rows)));
    }

    private Optional<SenderProfile> profile(SenderState state) {
        return channels.find(state.sender().channel()).stream()
                .flatMap(channel -> channel.senders().stream())
                .filter(profile -> profile.externalId().equals(state.sender().externalId()))
                .findFirst();
    }

    private Future<PageResult> pause(PageRequest visit) {
        String reason = visit.field("reason").orElse("");
        String kept = reason.isEmpty()
                ? visit.text("channel.paused-by", "name", visit.organiser().name())
                : reason;
        return change(
                visit,
                "sender.pause",
                "channel.paused",
                transaction -> senders.pause(
                        transaction,
                        visit.organisationId(),
                        visit.id(),
                        kept.substring(0, Math.min(kept.length(), LONGEST_REASON)),
                        null));
    }

    private Future<PageResult> resume(PageRequest visit) {
        return change(
                visit,
                "sender.resume",
                "channel.resumed",
                transaction -> senders.resume(transaction, visit.organisationId(), visit.id()));
    }

    /** The change and its note in the audit trail, both or neither. */
    private Future<PageResult> change(
            PageRequest visit, String action, String saying, Function<SqlClient, Future<Boolean>> work) {
        return pool.withTransaction(transaction -> work.apply(transaction)
                .compose(found -> found
                        ? audit.write(transaction, visit.actor(), action, "sender:" + visit.id(), new JsonObject())
                                .map((PageResult) PageResult.to("/channels").saying(saying))
                        : Future.succeededFuture(PageResult.notFound())));
    }
}
