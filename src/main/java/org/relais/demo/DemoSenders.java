package org.relais.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;

/**
 * A bot and a number that the simulated platforms know and the service does not yet: for whoever tries how one is
 * connected. Their secrets stand on the sandbox's page and here, and look like none of a real platform.
 */
public final class DemoSenders {
    private DemoSenders() {}

    /** Makes them known, before the service starts: it may have been connected to them at an earlier start. */
    public static Future<Void> offer(Vertx vertx, String sandbox) {
        JsonHttp control = new JsonHttp(vertx, sandbox + "/sandbox/api", null);
        return control.post(
                        "/senders/telegram",
                        new JsonObject()
                                .put("token", "700800901:made-up-for-the-demonstration")
                                .put("username", "RelaisEssaiBot")
                                .put("name", "Essai")
                                .put("offered", true))
                .compose(bot -> control.post(
                        "/senders/whatsapp",
                        new JsonObject()
                                .put("phoneNumberId", "100200300400501")
                                .put("displayPhoneNumber", "+33 1 99 00 12 35")
                                .put("name", "Essai")
                                .put("accountId", "102290129340399")
                                .put("accessToken", "made-up-access-token")
                                .put("appSecret", "made-up-app-secret")
                                .put("offered", true)))
                .<Void>mapEmpty()
                .onComplete(done -> control.close());
    }
}
