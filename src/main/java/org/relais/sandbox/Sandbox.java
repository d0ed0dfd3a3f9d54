package org.relais.sandbox;

import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** A running sandbox. Everything else about it is done over HTTP. */
public final class Sandbox {
    private final Vertx vertx;
    private final String deployment;
    private final SandboxVerticle verticle;

    private Sandbox(Vertx vertx, String deployment, SandboxVerticle verticle) {
        this.vertx = vertx;
        this.deployment = deployment;
        this.verticle = verticle;
    }

    /** Listens; fails when the port cannot be bound. */
    public static Future<Sandbox> start(Vertx vertx, SandboxOptions options) {
        SandboxVerticle verticle = new SandboxVerticle(options);
        return vertx.deployVerticle(verticle).map(deployment -> new Sandbox(vertx, deployment, verticle));
    }

    public int port() {
        return verticle.port();
    }

    /** Address of the page: {@code http://host:port}. */
    public String address() {
        return "http://" + verticle.host() + ":" + verticle.port();
    }

    /** Base address of the Bot API, to which {@code /bot<token>/<method>} is appended. */
    public String telegramAddress() {
        return address() + "/telegram";
    }

    /** Base address of the Graph API, to which {@code /v<NN>.<N>/<id>/messages} is appended. */
    public String whatsappAddress() {
        return address() + "/whatsapp";
    }

    /** Stops listening and forgets everything. */
    public Future<Void> close() {
        return vertx.undeploy(deployment);
    }
}
