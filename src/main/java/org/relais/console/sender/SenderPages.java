package org.relais.console.sender;

import io.vertx.core.Future;
import io.vertx.ext.web.handler.HttpException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.relais.channel.CheckResult;
import org.relais.channel.SenderChecks;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.sender.ChannelPages.Row;
import org.relais.console.sender.SenderSteps.Step;
import org.relais.health.SenderHealth;
import org.relais.health.SenderPicture;
import org.relais.inbox.media.MediaResponse;
import org.relais.organisation.Role;

/** One sender: the steps that connect it, each checked when it is done and again at any time, and how it stands. */
final class SenderPages {
    private static final String PAGE = "channel/show";

    private final ChannelPages channels;
    private final SenderConnectPages connecting;
    private final SenderHealth health;

    SenderPages(ChannelPages channels, SenderConnectPages connecting, SenderHealth health) {
        this.channels = channels;
        this.connecting = connecting;
        this.health = health;
    }

    void mount(PageRoutes routes) {
        routes.get("/channels/:id", visit -> show(visit, PAGE));
        // What is seen as it happens; asked for again while the page is open.
        routes.get("/channels/:id/live", visit -> show(visit, "channel/live"));
        routes.stream("/channels/:id/picture", Role.COORDINATOR, this::picture);
        routes.post("/channels/:id/checks/:name", Role.ORGANISER, this::check);
        routes.post("/channels/:id/go-on", Role.OWNER, this::goOn);
    }

    private Future<PageResult> show(PageRequest visit, String template) {
        return found(visit, (row, checks) -> channels.groups(visit, row)
                .compose(groups -> health.handshake(row.state().sender()).map(handshake -> {
                    health.watch(visit.actor(), row.report(), handshake);
                    List<Step> steps = SenderSteps.of(checks, row.report(), handshake);
                    Map<String, Object> model = new HashMap<>();
                    model.put("row", row);
                    model.put("steps", steps);
                    model.put("webhookUrl", health.webhookUrl(row.state().sender()));
                    model.put("again", !template.equals(PAGE));
                    if (groups != null && template.equals(PAGE)) {
                        model.put("groups", groups);
                    }
                    connecting
                            .madeUp(visit, handshake.acceptedAt() != null)
                            .ifPresent(secret -> model.put("secret", secret));
                    return PageResult.page(template, model);
                })));
    }

    /** As the platform shows it, from our own database: no page ever waits for a platform. */
    private void picture(PageRequest visit) {
        health.picture(visit.organisationId(), visit.id())
                .compose(found ->
                        found.isEmpty() ? Future.failedFuture(new HttpException(404)) : send(visit, found.get()))
                .onFailure(visit.context()::fail);
    }

    private static Future<Void> send(PageRequest visit, SenderPicture picture) {
        MediaResponse.seal(visit.context().response().headers(), picture.type());
        return visit.context().response().end(picture.bytes());
    }

    private Future<PageResult> found(PageRequest visit, BiFunction<Row, SenderChecks, Future<PageResult>> work) {
        return channels.row(visit).compose(row -> {
            Optional<SenderChecks> checks =
                    row.flatMap(found -> health.checks(found.state().sender()));
            return row.isEmpty() || checks.isEmpty()
                    ? Future.succeededFuture(
                            row.isEmpty()
                                    ? PageResult.notFound()
                                    : PageResult.to("/channels").warning("sender.gone"))
                    : work.apply(row.get(), checks.get());
        });
    }

    private Future<PageResult> check(PageRequest visit) {
        String name = String.valueOf(visit.context().pathParam("name"));
        return found(
                visit, (row, checks) -> health.check(visit.actor(), row.state().sender(), name)
                        .map(results -> results.map(found -> checked(visit, name, found))
                                .orElseGet(PageResult::notFound)));
    }

    private static PageResult checked(PageRequest visit, String name, List<CheckResult> results) {
        PageResult.Redirect back = PageResult.to("/channels/" + visit.id() + "#step-" + name);
        String step = visit.text("sender.step." + name);
        return switch (CheckResult.worst(results)) {
            case FAILED -> back.warning("sender.check.failed", "step", step);
            case WAITING -> back.warning("sender.check.open", "step", step);
            case NOTE -> back.saying("sender.check.note", "step", step);
            case OK -> back.saying("sender.check.good", "step", step);
        };
    }

    private Future<PageResult> goOn(PageRequest visit) {
        return found(
                visit, (row, checks) -> health.release(visit.actor(), row.id()).map(released -> {
                    PageResult.Redirect back = PageResult.to("/channels/" + row.id());
                    return released ? back.saying("sender.released") : back.warning("sender.released-not");
                }));
    }
}
