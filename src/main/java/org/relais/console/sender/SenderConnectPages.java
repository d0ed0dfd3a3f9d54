package org.relais.console.sender;

import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.channel.CheckResult;
import org.relais.channel.CheckResult.State;
import org.relais.channel.SenderChecks;
import org.relais.channel.sender.SenderConnections;
import org.relais.channel.sender.SenderConnections.Change;
import org.relais.channel.sender.SenderConnections.Connection;
import org.relais.channel.sender.SenderRefusedException;
import org.relais.console.OneTimeSecret;
import org.relais.console.OneTimeSecrets;
import org.relais.console.PageRequest;
import org.relais.console.PageResult;
import org.relais.console.PageRoutes;
import org.relais.console.sender.ChannelPages.Row;
import org.relais.health.SenderHealth;
import org.relais.input.InvalidInputException;
import org.relais.organisation.Role;
import org.relais.organisation.Tokens;
import org.relais.task.Sequence;

/** Pages that connect a number or a bot, give it new secrets, remove it: the platform is asked before anything is kept. */
final class SenderConnectPages {
    /** The one made-up secret that somebody has to copy elsewhere. */
    private static final String SHOWN = "verifyToken";

    /** Setting up a number at its platform takes an hour or two. */
    private static final Duration SHOWN_FOR = Duration.ofHours(4);

    private final ChannelPages channels;
    private final SenderHealth health;
    private final SenderConnections connections;
    private final OneTimeSecrets secrets;

    SenderConnectPages(ChannelPages channels, SenderHealth health, SenderConnections connections, InstantSource clock) {
        this.channels = channels;
        this.health = health;
        this.connections = connections;
        this.secrets = new OneTimeSecrets(clock, SHOWN_FOR);
    }

    void mount(PageRoutes routes) {
        routes.get("/channels/connect/:kind", Role.OWNER, visit -> form(visit, PageResult::page, Optional.empty()));
        routes.post("/channels/connect/:kind", Role.OWNER, this::connect);
        routes.get("/channels/:id/change", Role.OWNER, this::changeForm);
        routes.post("/channels/:id/change", Role.OWNER, this::change);
        routes.post("/channels/:id/remove", Role.OWNER, this::remove);
    }

    /**
     * The secret that was made up for a sender just now.
     *
     * @param entered whether its platform has it: then it is not shown any more
     */
    Optional<OneTimeSecret> madeUp(PageRequest visit, boolean entered) {
        if (entered) {
            secrets.forget(session(visit, visit.id()));
            return Optional.empty();
        }
        return secrets.look(session(visit, visit.id()));
    }

    /** A secret is shown to who connected its sender, and to nobody else. */
    private static String session(PageRequest visit, long senderId) {
        return visit.formToken() + ":" + senderId;
    }

    private interface Shown {
        PageResult page(String template, Map<String, Object> model);
    }

    private Future<PageResult> form(PageRequest visit, Shown shown, Optional<SenderForm> filled) {
        String kind = String.valueOf(visit.context().pathParam("kind"));
        return Future.succeededFuture(filled.or(() -> SenderForm.empty(kind))
                .map(form -> shown.page("channel/connect", model(form, null)))
                .orElseGet(PageResult::notFound));
    }

    private Map<String, Object> model(SenderForm form, @Nullable Row row) {
        Map<String, Object> model = new HashMap<>();
        model.put("sender", form);
        model.put("possible", connections.possible());
        model.put("row", row);
        return model;
    }

    private Future<PageResult> connect(PageRequest visit) {
        Optional<SenderForm> sent = SenderForm.empty(
                        String.valueOf(visit.context().pathParam("kind")))
                .map(form -> form.sent(visit));
        if (sent.isEmpty()) {
            return Future.succeededFuture(PageResult.notFound());
        }
        SenderForm form = sent.get();
        form.faulty(visit, connections.faults(form.kind(), form.given()));
        return form.form().faulty()
                ? form(visit, PageResult::invalid, sent)
                : connections
                        .add(visit.actor(), form.kind(), form.name(), form.given())
                        .compose(connection -> connected(visit, connection))
                        .recover(fault -> refused(visit, form, fault, null));
    }

    /** What is wrong, beside its field: what the platform says in our words for it. */
    private Future<PageResult> refused(PageRequest visit, SenderForm form, Throwable fault, @Nullable Row row) {
        if (fault instanceof InvalidInputException invalid) {
            if (invalid instanceof SenderRefusedException refused) {
                form.introduced(visit, refused.found());
            } else {
                form.faulty(visit, invalid.faults());
            }
            return Future.succeededFuture(PageResult.invalid("channel/connect", model(form, row)));
        }
        return Future.failedFuture(fault);
    }

    /** What can be checked without anybody's help is checked at once. */
    private Future<PageResult> connected(PageRequest visit, Connection connection) {
        long id = connection.id();
        connection.madeUp().forEach((field, value) -> {
            if (field.equals(SHOWN)) {
                secrets.keep(session(visit, id), new OneTimeSecret("sender", field, value));
            }
        });
        return checkAll(visit, id, false)
                .map(done -> PageResult.to("/channels/" + id).saying("sender.connected"));
    }

    /**
     * @param known whether the platform may know our address already, which is entered by hand at some
     * @return the worst of what was found
     */
    private Future<State> checkAll(PageRequest visit, long id, boolean known) {
        return channels.row(visit, id).compose(found -> {
            Optional<SenderChecks> checks =
                    found.flatMap(row -> health.checks(row.state().sender()));
            if (checks.isEmpty()) {
                return Future.succeededFuture(State.OK);
            }
            List<String> names = checks.get().enteredByHand() && !known
                    ? List.of(SenderChecks.IDENTITY, SenderHealth.ADDRESS)
                    : Stream.concat(Stream.of(SenderHealth.ADDRESS), checks.get().names().stream())
                            .toList();
            List<CheckResult> results = new ArrayList<>();
            return Sequence.each(names, name -> health.look(
                                    visit.actor(), found.orElseThrow().state().sender(), name)
                            .onSuccess(done -> done.ifPresent(results::addAll)))
                    .map(done -> CheckResult.worst(results));
        });
    }

    // New secrets

    private Future<PageResult> changeForm(PageRequest visit) {
        return changeable(visit, (row, form) -> connections
                .settings(visit.organisationId(), row.id())
                .map(settings -> PageResult.page(
                        "channel/connect", model(form.kept(row.state().sender().name(), settings), row))));
    }

    private Future<PageResult> change(PageRequest visit) {
        return changeable(visit, (row, empty) -> {
            if (visit.isSent("another")) {
                return another(visit, row, empty);
            }
            SenderForm form = empty.sent(visit).named(visit);
            Optional<String> name = form.renamed(visit);
            return form.form().faulty()
                    ? Future.succeededFuture(PageResult.invalid("channel/connect", model(form, row)))
                    : change(visit, row, form, name);
        });
    }

    /** In place of a secret that is not shown again, another. */
    private Future<PageResult> another(PageRequest visit, Row row, SenderForm form) {
        String value = new Tokens(new SecureRandom()).create("");
        return connections
                .change(visit.actor(), row.id(), Optional.empty(), Map.of(SHOWN, value))
                .map(change -> {
                    if (change == Change.NO_SENDER) {
                        return PageResult.notFound();
                    }
                    secrets.keep(session(visit, row.id()), new OneTimeSecret("sender", SHOWN, value));
                    return (PageResult) PageResult.to("/channels/" + row.id() + "#step-handshake")
                            .saying("sender.verify-token.made");
                })
                .recover(fault -> refused(visit, form, fault, row));
    }

    private Future<PageResult> change(PageRequest visit, Row row, SenderForm form, Optional<String> name) {
        Map<String, String> changes = form.changes(visit);
        return connections
                .change(visit.actor(), row.id(), name, changes)
                .compose(change -> {
                    if (change == Change.MADE && changes.containsKey(SHOWN)) {
                        secrets.forget(session(visit, row.id()));
                    }
                    return changed(visit, row, change);
                })
                .recover(fault -> refused(visit, form, fault, row));
    }

    private Future<PageResult> changed(PageRequest visit, Row row, Change change) {
        return switch (change) {
            case NO_SENDER -> Future.succeededFuture(PageResult.notFound());
            case NOTHING ->
                Future.succeededFuture(PageResult.to("/channels/" + row.id()).saying("sender.changed-nothing"));
            case MADE -> checkAll(visit, row.id(), true).map(worst -> changed(row, worst));
        };
    }

    /** One that the platform refused stays paused until somebody says that it may go on. */
    private static PageResult changed(Row row, State worst) {
        PageResult.Redirect back = PageResult.to("/channels/" + row.id());
        if (row.state().paused()) {
            return back.warning("sender.changed.paused");
        }
        return worst == State.FAILED || worst == State.WAITING
                ? back.warning("sender.changed.open")
                : back.saying("sender.changed");
    }

    private Future<PageResult> changeable(PageRequest visit, BiFunction<Row, SenderForm, Future<PageResult>> work) {
        return channels.row(visit).compose(found -> {
            Optional<SenderForm> form =
                    found.flatMap(row -> SenderForm.empty(row.state().sender().channel()));
            if (found.isEmpty() || form.isEmpty()) {
                return Future.succeededFuture(PageResult.notFound());
            }
            return found.get().state().inFile()
                    ? Future.succeededFuture(
                            PageResult.to("/channels/" + found.get().id()).warning("sender.in-file"))
                    : work.apply(found.get(), form.get());
        });
    }

    private Future<PageResult> remove(PageRequest visit) {
        return channels.row(visit)
                .compose(row -> connections
                        .remove(visit.actor(), visit.id())
                        .map(removed -> removed && row.isPresent()
                                ? (PageResult) PageResult.to("/channels")
                                        .saying(
                                                "sender.removed",
                                                "name",
                                                row.get().state().sender().name())
                                : PageResult.notFound()))
                .recover(fault -> fault instanceof InvalidInputException
                        ? Future.succeededFuture(
                                PageResult.to("/channels/" + visit.id()).warning("sender.in-file"))
                        : Future.failedFuture(fault));
    }
}
