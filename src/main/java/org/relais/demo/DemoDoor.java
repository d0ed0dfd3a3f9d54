package org.relais.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.WebClient;
import java.time.Duration;
import java.time.InstantSource;
import org.relais.app.process.RunningProcess;
import org.relais.console.ConsoleRoutes;
import org.relais.database.Database;
import org.relais.organisation.AccessStore;
import org.relais.organisation.Tokens;
import org.relais.task.PeriodicTask;

/**
 * Door to the console on the page of the phones: a link that signs the demonstration's owner in, once, and another in its place as
 * soon as somebody has used it, so that a second browser gets in too. Nothing of this is in the service or in the sandbox,
 * which only knows the address: whatever runs without the demonstration makes no such link. The page is there for the
 * machine's own browsers alone ({@code sandbox.control.Guard}).
 */
final class DemoDoor {
    private static final Duration LOOKED_AT = Duration.ofSeconds(1);

    private final Database database;
    private final String address;
    private final WebClient client;
    private final String sandbox;
    private final AccessStore access = new AccessStore(InstantSource.system());
    private String token;

    private DemoDoor(Vertx vertx, Database database, String address, String sandbox, String token) {
        this.database = database;
        this.address = address;
        this.client = WebClient.create(vertx);
        this.sandbox = sandbox;
        this.token = token;
    }

    /**
     * Tells the page of the phones where the door is, and sees to it from now on.
     *
     * @param sandbox its address
     * @param token of the first link
     */
    static Future<Void> open(RunningProcess process, String sandbox, String token) {
        return open(process.vertx(), process.database(), process.address(), sandbox, token);
    }

    /** @param address of the service */
    static Future<Void> open(Vertx vertx, Database database, String address, String sandbox, String token) {
        DemoDoor door = new DemoDoor(vertx, database, address, sandbox, token);
        return door.told().onSuccess(open -> new PeriodicTask(vertx, "the console's door", LOOKED_AT, door::renewed)
                .startLater());
    }

    private Future<Void> renewed() {
        return access.signInLinkOwner(database.pool(), Tokens.hash(token))
                .compose(good -> good.isPresent()
                        ? Future.succeededFuture()
                        : DemoData.furtherSignInLink(database)
                                .onSuccess(made -> made.ifPresent(link -> token = link))
                                .compose(made -> made.isEmpty() ? Future.succeededFuture() : told()));
    }

    private Future<Void> told() {
        return client.requestAbs(HttpMethod.PUT, sandbox + "/sandbox/api/console")
                .sendJsonObject(new JsonObject()
                        .put("url", address + ConsoleRoutes.BASE)
                        .put("signIn", ConsoleRoutes.signInLink(address, token))
                        .put("timeZone", DemoData.ZONE.getId()))
                .compose(answer -> answer.statusCode() == 200
                        ? Future.succeededFuture()
                        : Future.failedFuture("the sandbox answered " + answer.statusCode()));
    }
}
