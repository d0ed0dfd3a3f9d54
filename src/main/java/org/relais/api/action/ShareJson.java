package org.relais.api.action;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.relais.api.CsvDownload;
import org.relais.share.GroupPost;
import org.relais.share.ShareApp;
import org.relais.share.ShareFigures.Branch;
import org.relais.share.ShareFigures.Counts;
import org.relais.share.ShareFigures.Day;
import org.relais.share.ShareFigures.OfMessage;
import org.relais.share.ShareFigures.OfVolunteer;
import org.relais.share.ShareFigures.Source;

/** What came of sharing as the API shows it. */
final class ShareJson {
    static final List<String> VOLUNTEER_COLUMNS = Stream.of(
                    Stream.of("contact", "name", "opened"),
                    ShareApp.all().stream().map(app -> "shared " + app.word()),
                    Stream.of("visits", "joins", "entries", "done"))
            .flatMap(columns -> columns)
            .toList();

    private ShareJson() {}

    static JsonObject message(OfMessage message) {
        Source source = message.source();
        return new JsonObject()
                .put("id", message.messageId())
                .put("broadcastId", source == null ? null : source.broadcastId())
                .put("variant", source == null ? null : source.variant())
                .put("texts", new JsonObject(new TreeMap<>(message.texts())))
                .put("createdAt", message.createdAt())
                .put("endsAt", message.endsAt())
                .put("volunteers", message.volunteers())
                .put("figures", counts(message.counts()));
    }

    static JsonObject posts(List<GroupPost> posts) {
        JsonObject json = new JsonObject();
        posts.forEach(post -> json.put(post.language(), post.text().text()));
        return json;
    }

    static JsonObject volunteer(OfVolunteer volunteer) {
        return new JsonObject()
                .put("contactId", volunteer.contactId())
                .put("name", volunteer.name())
                .put("done", volunteer.done())
                .put("figures", counts(volunteer.counts()));
    }

    static JsonObject day(Day day) {
        return new JsonObject().put("day", day.day().toString()).put("figures", counts(day.counts()));
    }

    static JsonObject branch(Branch branch) {
        return new JsonObject()
                .put("contactId", branch.contactId())
                .put("name", branch.name())
                .put("broughtBy", branch.broughtBy())
                .put("messageId", branch.messageId())
                .put("joinedAt", branch.joinedAt())
                .put("depth", branch.depth());
    }

    static List<String> cells(OfVolunteer volunteer) {
        Counts counts = volunteer.counts();
        return Stream.of(
                        Stream.of(
                                CsvDownload.cell(volunteer.contactId() == 0 ? null : volunteer.contactId()),
                                volunteer.name(),
                                Long.toString(counts.opened())),
                        ShareApp.all().stream()
                                .map(app -> Long.toString(counts.shared().getOrDefault(app, 0L))),
                        Stream.of(
                                Long.toString(counts.visits()),
                                Long.toString(counts.joins()),
                                Long.toString(counts.entries()),
                                volunteer.done() ? "1" : "0"))
                .flatMap(cells -> cells)
                .toList();
    }

    private static JsonObject counts(Counts counts) {
        JsonObject shared = new JsonObject();
        for (ShareApp app : ShareApp.all()) {
            shared.put(app.word(), counts.shared().getOrDefault(app, 0L));
        }
        return new JsonObject()
                .put("opened", counts.opened())
                .put("shared", shared)
                .put("sharedInAll", counts.sharedInAll())
                .put("visits", counts.visits())
                .put("joins", counts.joins())
                .put("entries", counts.entries());
    }
}
