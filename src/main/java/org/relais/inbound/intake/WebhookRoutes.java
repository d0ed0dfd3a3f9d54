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
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.relais.channel.Channel;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.InboundEvent;
import org.relais.channel.MalformedPayloadException;
import org.relais.channel.WebhookCodec.Credentials;
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

    private final ChannelRegistry channels;
    private final Intake intake;
    private final SenderActivity activity;
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

    /** A request to a channel that there is. */
    private record Call(RoutingContext context, Channel channel, String account) {
        HttpServerResponse response() {
            return context.response();
        }
    }

    /** What a body turned out to be: the platform's (200) with its events, or what it is refused with. */
    private record Verified(int status, String reason, List<InboundEvent> events) {}

    /** @param activity told what came, and which addresses a platform asked for */
    public WebhookRoutes(
            ChannelRegistry channels, Intake intake, SenderActivity activity, InstantSource clock, Settings settings) {
        this.activity = activity;
        this.channels = channels;
        this.intake = intake;
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
        Optional<Call> call = channels.receiver(context.pathParam("channel"))
                .map(channel -> new Call(context, channel, account == null ? "" : account))
                .filter(WebhookRoutes::accountKnown);
        if (call.isEmpty()) {
            refusals.refused("nobody", 404, "no such channel or account");
            close(context, 404);
        } else if (context.request().method() == HttpMethod.GET) {
            handshake(call.get());
        } else if (context.request().method() == HttpMethod.POST) {
            receive(call.get());
        } else {
            context.response().putHeader(HttpHeaders.ALLOW, "GET, POST");
            refuse(call.get(), 405, "method");
        }
    }

    private static boolean accountKnown(Call call) {
        return call.channel().codec().serves(call.account());
    }

    private void handshake(Call call) {
        call.channel()
                .codec()
                .handshake(call.account(), call.context().queryParams())
                .ifPresentOrElse(
                        challenge -> {
                            activity.handshake(call.channel().kind(), call.account(), true);
                            send(call.response().putHeader(HttpHeaders.CONTENT_TYPE, "text/plain"), challenge);
                        },
                        () -> {
                            if (call.context().queryParams().contains("hub.mode")) {
                                activity.handshake(call.channel().kind(), call.account(), false);
                            }
                            refuse(call, 403, "handshake");
                        });
    }

    private void receive(Call call) {
        if (intake.full()) {
            overloaded(call);
            return;
        }
        HttpServerRequest request = call.context().request();
        Credentials shown = call.channel().codec().credentials(call.account(), request.headers());
        if (shown == Credentials.WRONG) {
            refuse(call, 401, "signature");
            return;
        }
        bodies.read(request, shown == Credentials.PROVEN)
                .onSuccess(body -> received(call, body))
                .onFailure(fault -> refuseBody(call, fault));
    }

    private void received(Call call, Buffer body) {
        aside(call, body.length() > LARGE_BODY, () -> verified(call, body))
                .onSuccess(verified -> {
                    if (verified.status() == 200) {
                        take(call, verified.events());
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
        if (!call.channel().codec().authentic(call.account(), request.headers(), body)) {
            return new Verified(401, "signature", List.of());
        }
        bodies.authentic(request);
        try {
            return new Verified(200, "", call.channel().codec().decode(call.account(), body, clock.instant()));
        } catch (MalformedPayloadException malformed) {
            return new Verified(400, "malformed, " + malformed.getMessage(), List.of());
        }
    }

    private void take(Call call, List<InboundEvent> events) {
        Future<Void> acknowledged = acknowledge(call.channel(), events);
        aside(call, events.size() > MANY_EVENTS, () -> intake.accept(events))
                .compose(accepted -> accepted)
                .timeout(settings.answerBound().toMillis(), TimeUnit.MILLISECONDS)
                .compose(acceptance -> acknowledged.map(acceptance))
                .onSuccess(acceptance -> {
                    if (acceptance == Intake.Acceptance.STORED) {
                        activity.heard(call.channel().kind(), events);
                    }
                    answer(call, acceptance);
                })
                .onFailure(fault -> fail(call, fault));
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
            case STORED -> send(call.response().setStatusCode(200), "");
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
        call.response()
                .putHeader(
                        HttpHeaders.RETRY_AFTER,
                        Long.toString(settings.retryAfter().toSeconds()));
        refuse(call, 503, reason);
    }

    private void refuseBody(Call call, Throwable fault) {
        switch (fault instanceof BodyReader.RefusedException refused
                ? refused.refusal()
                : BodyReader.Refusal.BROKEN_OFF) {
            case TOO_LARGE -> refuse(call, 413, "body too large");
            case TOO_MANY -> overloaded(call);
            case BROKEN_OFF ->
                LOG.debug(
                        "webhook of {} broken off by the caller", call.channel().kind());
        }
    }

    private void refuse(Call call, int status, String reason) {
        refusals.refused(call.channel().kind(), status, reason);
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
