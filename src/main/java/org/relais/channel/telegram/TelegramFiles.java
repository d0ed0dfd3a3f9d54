package org.relais.channel.telegram;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.relais.channel.JsonPayload;
import org.relais.channel.MediaAnswer;
import org.relais.channel.MediaAnswer.Reason;
import org.relais.channel.PlatformAnswer;
import org.relais.channel.PlatformAnswer.Response;
import org.relais.channel.PlatformClient;
import org.relais.channel.telegram.TelegramConfig.Bot;

/**
 * Files that people sent to a bot, and the picture that they see of it: {@code getFile}, then
 * {@code /file/bot<token>/<file_path>} (Bot API 10.1).
 */
final class TelegramFiles {
    static final Duration WITHIN = Duration.ofSeconds(30);
    /** Pixels of a picture that is shown at 32 to 64, on screens that have three for one. */
    private static final int SHARP = 160;

    /** What a Bot API server that serves files itself answers; one that keeps them on its disk names that. */
    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9_.-]*(/[A-Za-z0-9_-][A-Za-z0-9_.-]*)*");

    private final PlatformClient client;
    private final Bot bot;
    private final Duration timeout;

    TelegramFiles(PlatformClient client, Bot bot, Duration timeout) {
        this.client = client;
        this.bot = bot;
        this.timeout = timeout;
    }

    Future<MediaAnswer> fetch(String fileId, int most) {
        return client.call(
                        TelegramChannel.path(bot, "getFile"),
                        Map.of(),
                        new JsonObject().put("file_id", fileId).toBuffer(),
                        timeout)
                .compose(answer -> answer instanceof Response response
                        ? download(response, most)
                        : Future.succeededFuture(MediaAnswer.of(Reason.UNREACHABLE)));
    }

    /** The newest of {@code getUserProfilePhotos}, in the smallest size that is still sharp. */
    Future<MediaAnswer> picture(int most) {
        return client.call(
                        TelegramChannel.path(bot, "getUserProfilePhotos"),
                        Map.of(),
                        new JsonObject()
                                .put("user_id", Long.parseLong(bot.id()))
                                .put("limit", 1)
                                .toBuffer(),
                        timeout)
                .compose(answer -> answer instanceof Response response
                        ? picture(response, most)
                        : Future.succeededFuture(MediaAnswer.of(Reason.UNREACHABLE)));
    }

    private Future<MediaAnswer> picture(Response response, int most) {
        JsonNode body = response.json();
        JsonNode photos = body.path("result").path("photos");
        if (!body.path("ok").asBoolean() || !photos.isArray()) {
            return Future.succeededFuture(MediaAnswer.of(Reason.ODD));
        }
        // Smallest first.
        JsonNode chosen = MissingNode.getInstance();
        for (JsonNode size : photos.path(0)) {
            if (chosen.path("width").asInt() < SHARP) {
                chosen = size;
            }
        }
        return chosen.isMissingNode()
                ? Future.succeededFuture(MediaAnswer.of(Reason.GONE))
                : fetch(String.valueOf(JsonPayload.text(chosen, "file_id")), most);
    }

    private Future<MediaAnswer> download(Response response, int most) {
        JsonNode body = response.json();
        if (body.isMissingNode()) {
            return Future.succeededFuture(MediaAnswer.of(Reason.ODD));
        }
        if (!body.path("ok").asBoolean()) {
            return Future.succeededFuture(refused(body, response.status()));
        }
        JsonNode file = body.path("result");
        String path = String.valueOf(JsonPayload.text(file, "file_path"));
        if (file.path("file_size").asLong(0) > most) {
            return Future.succeededFuture(MediaAnswer.of(Reason.TOO_LARGE));
        }
        if (!PATH.matcher(path).matches()) {
            return Future.succeededFuture(MediaAnswer.of(Reason.ODD));
        }
        Future<PlatformAnswer> downloaded = client.download(
                client.address("/file/bot" + bot.token().reveal() + "/" + path), Map.of(), most, WITHIN);
        return downloaded.map(MediaAnswer::of);
    }

    private static MediaAnswer refused(JsonNode body, int status) {
        String words = String.valueOf(JsonPayload.text(body, "description")).toLowerCase(Locale.ROOT);
        if (words.contains("file is too big")) {
            return MediaAnswer.of(Reason.TOO_LARGE);
        }
        // "wrong file_id or the file is temporarily unavailable"
        int code = body.path("error_code").asInt(status);
        return words.contains("temporarily unavailable")
                ? new MediaAnswer.Refused(Reason.GONE, true)
                // A bot that is gone is told so by 404.
                : MediaAnswer.of(code == 404 ? Reason.REFUSED : MediaAnswer.reason(code));
    }
}
