package org.relais.sandbox.world;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.util.ArrayDeque;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Player of the switches around a request to a platform: hold, latency, reset, then the platform's own answer. */
public final class PlatformGate {
    private final World world;
    private final ArrayDeque<HeldRequest> held = new ArrayDeque<>();

    public PlatformGate(World world) {
        this.world = world;
        world.switches().onChange(this::release);
    }

    /** One answer of a platform. */
    public record Reply(int status, Buffer body, @Nullable String retryAfter) {}

    /** Requests that the hold switch keeps waiting, before or after they were accepted. */
    public int holding() {
        return held.size();
    }

    /**
     * Answers the request by {@code act}, which is told the switches that hit this request, unless the
     * connection is reset before.
     */
    public void pass(HttpServerRequest request, @Nullable Phone phone, Function<Switches, Reply> act) {
        if ("before".equals(world.switches().of(phone).hold())) {
            held.add(new HeldRequest("before", phone, () -> act(request, phone, act)));
        } else {
            act(request, phone, act);
        }
    }

    private void act(HttpServerRequest request, @Nullable Phone phone, Function<Switches, Reply> act) {
        Switches switches = world.switches().draw(phone);
        if ("before".equals(switches.reset())) {
            close(request);
            return;
        }
        Reply reply = act.apply(switches);
        if ("after".equals(switches.hold())) {
            held.add(new HeldRequest("after", phone, () -> answer(request, switches, reply)));
            return;
        }
        world.after(
                switches.latencyMillis() + world.randomMillis(switches.jitterMillis()),
                () -> answer(request, switches, reply));
    }

    private static void answer(HttpServerRequest request, Switches switches, Reply reply) {
        if ("after".equals(switches.reset())) {
            close(request);
            return;
        }
        var response = request.response();
        if (response.closed()) {
            return;
        }
        response.setStatusCode(reply.status).putHeader("Content-Type", "application/json");
        if (reply.retryAfter != null) {
            response.putHeader("Retry-After", reply.retryAfter);
        }
        response.end(reply.body);
    }

    private static void close(HttpServerRequest request) {
        request.connection().close();
    }

    private void release() {
        for (int count = held.size(); count > 0; count--) {
            HeldRequest next = held.removeFirst();
            if (next.moment.equals(world.switches().of(next.phone).hold())) {
                held.add(next);
            } else {
                next.go.run();
            }
        }
    }

    private record HeldRequest(String moment, @Nullable Phone phone, Runnable go) {}
}
