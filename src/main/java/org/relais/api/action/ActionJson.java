package org.relais.api.action;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore.Counts;
import org.relais.action.ActionFiguresStore.Day;
import org.relais.action.ActionFiguresStore.OfVolunteer;
import org.relais.action.AssignmentResult;
import org.relais.api.CsvDownload;
import org.relais.audience.AudienceCodec;

/** Actions and what came of them as the API shows them. */
final class ActionJson {
    private ActionJson() {}

    /** @param mustDeclare whether its organisation has to say of each action what it is */
    static JsonObject of(Action action, Counts counts, boolean mustDeclare) {
        return new JsonObject()
                .put("id", action.id())
                .put("kind", action.type().sqlName())
                .put("state", action.state().sqlName())
                .put("stateReason", action.isUndeclared(mustDeclare) ? "undeclared" : null)
                .put("title", action.title())
                .put("audience", AudienceCodec.encode(action.audience()))
                .put("perVolunteer", action.perVolunteer())
                .put("perDay", action.perDay())
                .put(
                        "reminders",
                        new JsonObject()
                                .put("afterHours", action.reminders().hours())
                                .put("times", action.reminders().times())
                                .put("silent", action.reminders().silent()))
                .put(
                        "declaration",
                        action.declaration() == null
                                ? null
                                : action.declaration().encode())
                .put("groupId", action.groupId())
                .put("version", action.version())
                .put("createdBy", action.createdBy())
                .put("createdAt", action.createdAt())
                .put("openedAt", action.openedAt())
                .put("endsAt", action.endsAt())
                .put("endedAt", action.endedAt())
                .put("shareId", action.contentId())
                .put("figures", counts(counts));
    }

    static JsonObject counts(Counts counts) {
        return new JsonObject()
                .put("offered", counts.offered())
                .put("accepted", counts.accepted())
                .put("declined", counts.declined())
                .put("silent", counts.silent())
                .put("stopped", counts.stopped())
                .put("done", counts.done())
                .put("units", counts.units())
                .put("reminded", counts.reminded());
    }

    static JsonObject volunteer(OfVolunteer volunteer) {
        return new JsonObject()
                .put("contactId", volunteer.contactId())
                .put("name", volunteer.name())
                .put("offeredAt", volunteer.offeredAt())
                .put("answeredAt", volunteer.answeredAt())
                .put("doneAt", volunteer.doneAt())
                .put("figures", counts(volunteer.counts()));
    }

    static JsonObject day(Day day) {
        JsonObject json = counts(day.counts()).put("day", day.day().toString());
        json.remove("silent");
        json.remove("stopped");
        return json;
    }

    static JsonObject assigned(AssignmentResult assigned) {
        return new JsonObject()
                .put("broadcastId", assigned.broadcastId())
                .put("assigned", new JsonArray(assigned.assigned()))
                .put("before", new JsonArray(assigned.before()))
                .put(
                        "leftOut",
                        new JsonArray(assigned.leftOut().stream()
                                .map(left -> new JsonObject()
                                        .put("contactId", left.contactId())
                                        .put("reason", left.reason()))
                                .toList()));
    }

    static final List<String> VOLUNTEER_COLUMNS = List.of(
            "contact",
            "name",
            "offered",
            "accepted",
            "declined",
            "silent",
            "stopped",
            "done",
            "units",
            "reminded",
            "offered at",
            "answered at",
            "done at");

    static List<String> cells(OfVolunteer volunteer) {
        Counts counts = volunteer.counts();
        return List.of(
                CsvDownload.cell(volunteer.contactId() == 0 ? null : volunteer.contactId()),
                volunteer.name(),
                Long.toString(counts.offered()),
                Long.toString(counts.accepted()),
                Long.toString(counts.declined()),
                Long.toString(counts.silent()),
                Long.toString(counts.stopped()),
                Long.toString(counts.done()),
                Long.toString(counts.units()),
                Long.toString(counts.reminded()),
                volunteer.offeredAt().toString(),
                CsvDownload.cell(volunteer.answeredAt()),
                CsvDownload.cell(volunteer.doneAt()));
    }
}
