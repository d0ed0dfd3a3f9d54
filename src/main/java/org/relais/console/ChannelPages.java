package org.relais.console;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SenderProfile;
import org.relais.organisation.Role;
import org.relais.organisation.SenderService;
import org.relais.organisation.SenderStore.SenderState;

/** The numbers and bots that the organisation sends from: their state, pause and resume. */
public final class ChannelPages implements ConsoleFeature {
    private final SenderService senders;
    private final ChannelRegistry channels;

    public ChannelPages(SenderService senders, ChannelRegistry channels) {
        this.senders = senders;
        this.channels = channels;
    }

    /** A sender with what the configuration says of it; empty when it stands there no more. */
    public record Row(SenderState state, Optional<SenderProfile> profile) {}

    @Override
    public MenuSection section() {
        return MenuSection.CHANNELS;
    }

    @Override
    public void mount(PageRoutes routes) {
        routes.get("/channels", this::list);
        routes.post("/channels/:id/pause", Role.ORGANISER, this::pause);
        routes.post("/channels/:id/resume", Role.ORGANISER, this::resume);
    }

    private Future<PageResult> list(PageRequest visit) {
        return senders.states(visit.organisationId())
                .map(states -> states.stream()
                        .map(state -> new Row(state, profile(state)))
                        .toList())
                .map((List<Row> rows) -> PageResult.page("channel/list", Map.of("rows", rows)));
    }

    private Optional<SenderProfile> profile(SenderState state) {
        return channels.sender(state.sender().channel(), state.sender().externalId());
    }

    private Future<PageResult> pause(PageRequest visit) {
        String reason = visit.field("reason")
                .orElseGet(() -> visit.text(
                        "channel.paused-by", "name", visit.organiser().name()));
        return senders.pause(visit.actor(), visit.id(), reason).map(found -> changed(found, "channel.paused"));
    }

    private Future<PageResult> resume(PageRequest visit) {
        return senders.resume(visit.actor(), visit.id()).map(found -> changed(found, "channel.resumed"));
    }

    private static PageResult changed(boolean found, String saying) {
        return found ? PageResult.to("/channels").saying(saying) : PageResult.notFound();
    }
}
