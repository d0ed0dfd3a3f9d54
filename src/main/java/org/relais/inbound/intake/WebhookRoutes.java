package org.relais.inbound.intake;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.InboundEvent;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.WebhookCodec;
import org.relais.channel.WebhookCodec.Credentials;
import org.relais.channel.WebhookCodec.Named;
import org.relais.database.SqlFaults;
import org.relais.health.SenderActivity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where platforms call: {@code /webhook/<channel>} and {@code /webhook/<channel>/<account>}. A request that is refused
 * stores nothing, is answered with a bare status, and leaves a line in the log ({@link RefusalLog}) that holds nothing of
 * what was sent.
 */
public final class WebhookRoutes {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookRoutes.class);

    /** How long a refused caller may take to read why. */
    private static final Duration LINGER = Duration.ofSeconds(1);

    /** Bytes, and events, from which on reading them takes milliseconds. */
    private static final int LARGE_BODY = 64 * 1024;

    private static final int MANY_EVENTS = 200;

    private final Receivers receivers;
    private final InstantSource clock;
    private final Settings settings;
    private final BodyReader bodies;
    private final RefusalLog refusals;

    /**
     * @param bodies room for what is sent (Meta sends up to 3 MB)
     * @param acknowledgeBound how long an answer waits for the platform to hear that a button was pressed
     * @param answerBound how long a webhook may wait for its answer at all; then the platform is to come again
     * @param retryAfter what a platform is asked to wait when too much is waiting here
     */
    public record Settings(BodyLimits bodies, Duration acknowledgeBound, Duration answerBound, Duration retryAfter) {
        private static final int MEBIBYTE = 1024 * 1024;

        public static final Settings DEFAULT = new Settings(
                new BodyLimits(3 * MEBIBYTE, 48L * MEBIBYTE, 16L * MEBIBYTE, 4L * MEBIBYTE),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofSeconds(2));
    }

    /**
     * A request to a channel that there is.
     *
     * @param receivers at least one: those whose senders it may concern
     */
    private record Call(RoutingContext context, String kind, String account, List<Receiver> receivers) {
        HttpServerResponse response() {
            return context.response();
        }

        WebhookCodec codec(Receiver receiver) {
            return receiver.channel(kind).orElseThrow().codec();
        }

        /** Those of the receivers that a request may be meant for; possibly none. */
        Call where(Predicate<Receiver> fits) {
            return new Call(
                    context, kind, account, receivers.stream().filter(fits).toList());
        }
    }

    /** What a body turned out to be: the platform's (200) with its events, or what it is refused with. */
    private record Verified(int status, String reason, Named named, Map<Receiver, List<InboundEvent>> events) {
        static Verified refused(int status, String reason) {
            return new Verified(status, reason, Named.NOBODY, Map.of());
        }
    }

    /** @param activity told what came, and which addresses a platform asked for */
    public WebhookRoutes(
            ChannelRegistry channels, Intake intake, SenderActivity activity, InstantSource clock, Settings settings) {
        this(
                Receivers.only(new Receiver(channels, intake, activity, Optional.empty(), Optional.empty())),
                clock,
                settings);
    }

    /** @param receivers of whom each event belongs to one */
    public WebhookRoutes(Receivers receivers, InstantSource clock, Settings settings) {
        this.receivers = receivers;
        this.clock = clock;
        this.settings = settings;
        this.refusals = new RefusalLog(LOG, clock);
        this.bodies = new BodyReader(settings.bodies());
    }

    /** Adds the routes; before any body handler, since signatures are over the raw bytes. */
    public void mount(Router router) {
        router.route("/webhook/:channel").handler(this::serve);
        router.route("/webhook/:channel/:account").handler(this::serve);
    }

    private void serve(RoutingContext context) {
        String account = context.pathParam("account");
        Call call = new Call(context, context.pathParam("channel"), account == null ? "" : account, receivers.all())
                .where(receiver -> receiver.channel(context.pathParam("channel"))
                        .filter(channel -> channel.codec().serves(account == null ? "" : account))
                        .isPresent());
        if (call.receivers().isEmpty()) {
            refuseStranger(call, "nobody", 404, "no such channel or account");
        } else if (context.request().method() == HttpMethod.GET) {
            handshake(call);
        } else if (context.request().method() == HttpMethod.POST) {
            receive(call);
        } else {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, POST");
            refuse(call, 405, "method");
        }
    }

    private void handshake(Call call) {
        for (Receiver receiver : call.receivers()) {
            Optional<String> challenge = call.codec(receiver)
                    .handshake(call.account(), call.context().queryParams());
            if (challenge.isPresent()) {
                receiver.activity().handshake(call.kind(), call.account(), true);
                send(call.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/plain"), challenge.get());
                return;
            }
        }
        if (call.context().queryParams().contains("hub.mode")) {
            call.receivers().get(0).activity().handshake(call.kind(), call.account(), false);
        }
        refuse(call, 403, "handshake");
    }

    private void receive(Call call) {
        if (call.receivers().stream().allMatch(receiver -> receiver.intake().full())) {
            overloaded(call);
            return;
        }
        HttpServerRequest request = call.context().request();
        Call open = call.where(receiver -> shown(call, receiver) != Credentials.WRONG);
        if (open.receivers().isEmpty()) {
            refuseStranger(call, call.kind(), 401, "signature");
            return;
        }
        bodies.read(
                        request,
                        open.receivers().stream().anyMatch(receiver -> shown(call, receiver) == Credentials.PROVEN))
                .onSuccess(body -> received(open, body))
                .onFailure(fault -> refuseBody(call, fault));
    }

    private static Credentials shown(Call call, Receiver receiver) {
        return call.codec(receiver)
                .credentials(call.account(), call.context().request().headers());
    }

    private void received(Call call, Buffer body) {
        aside(call, body.length() > LARGE_BODY, () -> verified(call, body))
                .onSuccess(verified -> {
                    if (verified.status() == 200) {
                        take(call, verified);
                    } else if (verified.status() == 401) {
                        refuseStranger(call, call.kind(), 401, verified.reason());
                    } else {
                        refuse(call, verified.status(), verified.reason());
                    }
                })
                .onFailure(fault -> fail(call, fault));
    }

    /** What takes long is done on another thread, so that an event loop serves others meanwhile. */
    private static <T> Future<T> aside(Call call, boolean large, Supplier<T> work) {
        return large ? call.context().vertx().executeBlocking(work::get, false) : Future.succeededFuture(work.get());
    }

    private Verified verified(Call call, Buffer body) {
        HttpServerRequest request = call.context().request();
        List<Receiver> meant = call.where(
                        receiver -> call.codec(receiver).authentic(call.account(), request.headers(), body))
                .receivers();
        if (meant.isEmpty()) {
            return Verified.refused(401, "signature");
        }
        bodies.authentic(request);
        Instant now = clock.instant();
        try {
            Map<Receiver, List<InboundEvent>> events = new LinkedHashMap<>();
            for (Receiver receiver : meant) {
                events.put(receiver, call.codec(receiver).decode(call.account(), body, now));
            }
            Named named = receivers.several() ? call.codec(meant.get(0)).named(body) : Named.NOBODY;
            for (Receiver other : receivers.all()) {
                if (!events.containsKey(other)) {
                    readFor(call, other, named, new Payload(body, now)).ifPresent(own -> events.put(other, own));
                }
            }
            return new Verified(200, "", named, events);
        } catch (MalformedPayloadException malformed) {
            return Verified.refused(400, "malformed, " + malformed.getMessage());
        }
    }

    /**
     * What a receiver reads that the address was not meant for: the events of its own senders, named or of a named account, by
     * whose credentials the webhook is authentic as well. Empty when there is none.
     */
    private Optional<List<InboundEvent>> readFor(Call call, Receiver other, Named named, Payload payload)
            throws MalformedPayloadException {
        Set<String> own = other.channel(call.kind()).map(Channel::codec).stream()
                .flatMap(codec -> Stream.concat(
                        named.senders().stream().filter(codec::serves),
                        named.accounts().stream().flatMap(account -> codec.sendersOf(account).stream())))
                .collect(Collectors.toCollection(LinkedHashSet::new));
        List<InboundEvent> events = new ArrayList<>();
        Set<String> read = new HashSet<>();
        boolean its = false;
        for (String sender : own) {
            WebhookCodec codec = call.codec(other);
            if (!read.contains(sender)
                    && codec.authentic(sender, call.context().request().headers(), payload.body())) {
                its = true;
                List<InboundEvent> ofSame = codec.decode(sender, payload.body(), payload.receivedAt()).stream()
                        .filter(event ->
                                own.contains(event.senderExternalId()) && !read.contains(event.senderExternalId()))
                        .toList();
                events.addAll(ofSame);
                read.add(sender);
                ofSame.forEach(event -> read.add(event.senderExternalId()));
            }
        }
        return its ? Optional.of(events) : Optional.empty();
    }

    private record Payload(Buffer body, Instant receivedAt) {}

    private void take(Call call, Verified verified) {
        receivers
                .shares(call.kind(), verified.named(), verified.events())
                .compose(shares -> accept(call, shares))
                .onSuccess(acceptance -> answer(call, acceptance))
                .onFailure(fault -> fail(call, fault));
    }

    private Future<Intake.Acceptance> accept(Call call, Map<Receiver, List<InboundEvent>> shares) {
        List<Future<Intake.Acceptance>> each = new ArrayList<>();
        shares.forEach((receiver, events) -> each.add(accept(call, receiver, events)));
        return Future.join(each)
                .map(all -> each.stream().map(Future::result).anyMatch(one -> one == Intake.Acceptance.OVERLOADED)
                        ? Intake.Acceptance.OVERLOADED
                        : Intake.Acceptance.STORED);
    }

    private Future<Intake.Acceptance> accept(Call call, Receiver receiver, List<InboundEvent> events) {
        Channel channel = receiver.channel(call.kind()).orElseThrow();
        Future<Void> acknowledged = acknowledge(channel, events);
        return aside(call, events.size() > MANY_EVENTS, () -> receiver.accept(channel, events))
                .compose(accepted -> accepted)
                .timeout(settings.answerBound().toMillis(), TimeUnit.MILLISECONDS)
                .compose(acceptance -> acknowledged.map(acceptance))
                .onSuccess(acceptance -> {
                    if (acceptance == Intake.Acceptance.STORED) {
                        receiver.activity().heard(call.kind(), events);
                    }
                });
    }

    /**
     * Begun before the webhook is answered, since nothing may begin after it; the answer waits for it, but not long.
     */
    private Future<Void> acknowledge(Channel channel, List<InboundEvent> events) {
        List<Future<Void>> open = events.stream()
                .filter(event -> event.kind() != InboundEvent.Kind.STATUS)
                .map(channel::acknowledge)
                .filter(told -> !told.isComplete())
                .toList();
        return open.isEmpty()
                ? Future.succeededFuture()
                : Future.join(open)
                        .timeout(settings.acknowledgeBound().toMillis(), TimeUnit.MILLISECONDS)
                        .otherwiseEmpty()
                        .mapEmpty();
    }

    private void answer(Call call, Intake.Acceptance acceptance) {
        switch (acceptance) {
            case STORED -> {
                LOG.debug("webhook of {} taken in", call.kind());
                send(call.response().setStatusCode(200), "");
            }
            case OVERLOADED -> overloaded(call);
        }
    }

    private void overloaded(Call call) {
        refuseForNow(call, "overloaded");
    }

    private void fail(Call call, Throwable fault) {
        refuseForNow(call, SqlFaults.describe(fault));
    }

    private void refuseForNow(Call call, String reason) {
        askAgain(call);
        refuse(call, 503, reason);
    }

    private void askAgain(Call call) {
        call.response()
                .putHeader(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(settings.retryAfter().toSeconds()));
    }

    private void refuseBody(Call call, Throwable fault) {
        switch (fault instanceof BodyReader.RefusedException refused
                ? refused.refusal()
                : BodyReader.Refusal.BROKEN_OFF) {
            case TOO_LARGE -> refuse(call, 413, "body too large");
            case TOO_MANY -> overloaded(call);
            case BROKEN_OFF -> LOG.debug("webhook of {} broken off by the caller", call.kind());
        }
    }

    /** Whoever is not known may be somebody's whose database is away: then they are to come again. */
    private void refuseStranger(Call call, String kind, int status, String reason) {
        if (receivers.complete()) {
            refusals.refused(kind, status, reason);
            close(call.context(), status);
        } else {
            askAgain(call);
            refusals.refused(kind, 503, "a database is away");
            close(call.context(), 503);
        }
    }

    private void refuse(Call call, int status, String reason) {
        refusals.refused(call.kind(), status, reason);
        close(call.context(), status);
    }

    /**
     * What is left of a body that was not read can't be told from a next request, so the connection ends: a while after the
     * answer, as a caller who is still writing would not get to read it.
     */
    private static void close(RoutingContext context, int status) {
        if (!context.request().isEnded()) {
            context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            context.vertx().setTimer(LINGER.toMillis(), over -> context.request()
                    .connection()
                    .close()
                    .onFailure(gone -> LOG.debug("closed already: {}", SqlFaults.describe(gone))));
        }
        send(context.response().setStatusCode(status), "");
    }

    /** A caller that has gone is no fault of ours: the platform comes again. */
    private static void send(HttpServerResponse response, String body) {
        if (!response.ended() && !response.closed()) {
            response.end(body).onFailure(gone -> LOG.debug("answer not delivered: {}", SqlFaults.describe(gone)));
        }
    }
}
