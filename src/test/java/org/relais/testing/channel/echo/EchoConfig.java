package org.relais.testing.channel.echo;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.relais.channel.Limits;
import org.relais.channel.PlatformClient;
import org.relais.channel.Secret;
import org.relais.channel.SenderProfile;
import org.relais.config.Section;

/** Section {@code channels.echo}. */
record EchoConfig(String baseUrl, int connections, List<Voice> voices) {
    private static final Limits LIMITS = new Limits(100, Duration.ZERO, 1, Long.MAX_VALUE);

    /** One sender; its secret goes with messages and comes with webhooks. */
    record Voice(String organisation, String id, Secret secret) {
        SenderProfile profile() {
            return new SenderProfile(id, organisation, id, id, LIMITS);
        }
    }

    static EchoConfig read(JsonObject json, List<String> faults) {
        Section section = new Section("channels." + EchoChannel.KIND, json, faults);
        String baseUrl = section.text("baseUrl", "https://echo.example");
        if (!PlatformClient.isBaseUrl(baseUrl)) {
            section.fault("baseUrl", "must be an http or https address without trailing slash");
        }
        EchoConfig config = new EchoConfig(
                baseUrl, section.integer("connections", 8, 1, 64), section.sections("voices", EchoConfig::voice));
        section.finish();
        return config;
    }

    Optional<Voice> voice(String id) {
        return voices.stream().filter(voice -> voice.id().equals(id)).findFirst();
    }

    private static Voice voice(Section entry) {
        return new Voice(
                entry.requiredText("organisation"),
                entry.requiredText("id", Pattern.compile("[a-z]{1,20}"), "small letters"),
                new Secret(entry.requiredText("secret")));
    }
}
