package org.relais.health;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.relais.channel.ChannelContext;
import org.relais.channel.CheckResult;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformClient;

/** Whether the address that platforms are given leads here: asked from here, so what lies between them and us is not seen. */
public final class PublicAddress {
    private static final Duration WITHIN = Duration.ofSeconds(10);

    private final ChannelContext context;
    private final String publicUrl;

    /** @param publicUrl address of this service as platforms reach it, without trailing slash */
    public PublicAddress(ChannelContext context, String publicUrl) {
        this.context = context;
        this.publicUrl = publicUrl;
    }

    String url() {
        return publicUrl;
    }

    /** @param secure whether the platform calls nothing but https */
    public Future<List<CheckResult>> check(boolean secure) {
        if (secure && !publicUrl.startsWith("https:")) {
            return Future.succeededFuture(List.of(CheckResult.failed("url.insecure", "url", publicUrl)));
        }
        if (!PlatformClient.isBaseUrl(publicUrl)) {
            return Future.succeededFuture(List.of(CheckResult.failed("address.odd", "url", publicUrl)));
        }
        PlatformClient client = new PlatformClient(context, "self", publicUrl, 1);
        // All that a proxy lets through, see operations.md.
        return client.get("/health/live", Map.of(), WITHIN)
                .map(answer -> List.of(read(answer)))
                .onComplete(done -> close(client));
    }

    private static void close(PlatformClient client) {
        client.close().onFailure(gone -> {});
    }

    private CheckResult read(PlatformAnswer answer) {
        if (answer instanceof PlatformAnswer.Response response) {
            boolean ours = response.body().toString().contains("\"service\":\"relais\"");
            return ours
                    ? CheckResult.ok("address.reached", "url", publicUrl)
                    : CheckResult.failed("address.other", "url", publicUrl, "status", response.status());
        }
        String reason = answer instanceof PlatformAnswer.NotBegun notBegun ? notBegun.code() : "timeout";
        return CheckResult.failed("address.unreachable", "url", publicUrl, "reason", reason);
    }
}
