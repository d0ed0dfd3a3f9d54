package org.relais.sandbox.telegram;

import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relais.sandbox.telegram.TelegramMethods.Call;
import org.relais.sandbox.world.ProfilePicture;
import org.relais.sandbox.world.SentFiles;
import org.relais.sandbox.world.SentFiles.SentFile;
import org.relais.sandbox.world.World;

/** {@code getUserProfilePhotos} of the bot itself, {@code getFile}, and the addresses that it tells. */
final class FileMethods {
    private static final Pattern ID = Pattern.compile("AgADs?(\\d+)");
    private static final Pattern PATH = Pattern.compile("[a-z]+/file_(\\d+)\\.\\w+");
    /** "For the moment, bots can download files of up to 20MB in size." */
    private static final int LARGEST = 20 * 1024 * 1024;

    private final World world;

    FileMethods(World world) {
        this.world = world;
    }

    Object get(Call call) {
        String fileId = call.parameters().text("file_id");
        if (fileId.isEmpty()) {
            throw Refusal.badRequest("file_id not specified");
        }
        Matcher id = ID.matcher(fileId);
        if (!id.matches()) {
            throw Refusal.badRequest("invalid file_id");
        }
        SentFile file = file(call.bot(), id.group(1))
                .orElseThrow(() -> Refusal.badRequest("wrong file_id or the file is temporarily unavailable"));
        if (file.bytes().length() > LARGEST) {
            throw Refusal.badRequest("file is too big");
        }
        return new JsonObject()
                .put("file_id", fileId)
                .put("file_unique_id", "AQAD" + file.id())
                .put("file_size", file.bytes().length())
                .put("file_path", file.kind() + "s/file_" + file.id() + "." + file.ending());
    }

    /** Of itself: nobody else has a picture here. */
    Object profilePhotos(Call call) {
        String id = Long.toString(call.bot().id());
        if (!call.parameters().text("user_id").equals(id)) {
            throw Refusal.badRequest("user not found");
        }
        JsonArray photos = new JsonArray();
        file(call.bot(), id)
                .map(file -> new JsonObject()
                        .put("file_id", "AgAD" + id)
                        .put("file_unique_id", "AQAD" + id)
                        .put("file_size", file.bytes().length())
                        .put("width", ProfilePicture.SIDE)
                        .put("height", ProfilePicture.SIDE))
                .ifPresent(size -> photos.add(new JsonArray().add(size)));
        return new JsonObject().put("total_count", photos.size()).put("photos", photos);
    }

    /** @param path what follows the token */
    void download(HttpServerRequest request, TelegramBot bot, String path) {
        Matcher matcher = PATH.matcher(path);
        Optional<SentFile> file = matcher.matches() ? file(bot, matcher.group(1)) : Optional.empty();
        if (file.isPresent()) {
            SentFiles.send(request, file.get());
        } else {
            BotApi.refuse(request, Refusal.of(404, "Not Found"));
        }
    }

    private Optional<SentFile> file(TelegramBot bot, String id) {
        if (world.switches().all().filesOff()) {
            return Optional.empty();
        }
        return id.equals(Long.toString(bot.id()))
                ? ProfilePicture.of(bot, id, bot.condition().picture())
                : world.files().find(id).filter(file -> file.sender().equals(bot.key()));
    }
}
