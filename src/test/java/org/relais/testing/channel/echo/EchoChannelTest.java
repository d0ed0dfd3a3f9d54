package org.relais.testing.channel.echo;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.relais.channel.ChannelContract;
import org.relais.channel.ChannelProvider;
import org.relais.contact.AddressId;
import org.relais.testing.Unit;

@Unit
class EchoChannelTest extends ChannelContract {

    @Override
    protected ChannelProvider provider() {
        return new EchoProvider();
    }

    @Override
    protected JsonObject section(String baseUrl, int connections) {
        return new JsonObject()
                .put("baseUrl", baseUrl)
                .put("connections", connections)
                .put(
                        "voices",
                        new JsonArray()
                                .add(new JsonObject()
                                        .put("organisation", "demo")
                                        .put("id", "ada")
                                        .put("secret", "echo-secret-77")));
    }

    @Override
    protected String senderExternalId() {
        return "ada";
    }

    @Override
    protected AddressId person() {
        return new AddressId(EchoChannel.KIND, EchoProvider.HANDLE, "@grace_h");
    }

    @Override
    protected String accepted(String id) {
        return new JsonObject().put("id", id).encode();
    }

    @Override
    protected Answer tooFast(int seconds) {
        return new Answer(429, "{}", Map.of("Retry-After", Integer.toString(seconds)));
    }

    @Override
    protected Answer stopped() {
        return new Answer(410, "{}", Map.of());
    }

    @Override
    protected List<String> secrets() {
        return List.of("echo-secret-77");
    }

    @Override
    protected String textOf(JsonObject request) {
        return request.getString("text");
    }
}
