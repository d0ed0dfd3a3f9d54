package org.relais.console.action;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relais.action.Action;
import org.relais.action.ActionFiguresStore.OfVolunteer;
import org.relais.action.ActionState;
import org.relais.action.ActionType;
import org.relais.action.AssignmentState;
import org.relais.action.AssignmentStore;
import org.relais.audience.Audience;
import org.relais.console.PageRequest;
import org.relais.console.action.KindPages.Setting;
import org.relais.console.broadcast.BroadcastWords;

/** Kinds, states and rules of actions in the reader's words. */
public final class ActionWords {
    private ActionWords() {}

    public static String kind(PageRequest visit, ActionType type) {
        return visit.text("action.kind." + type.sqlName());
    }

    public static String state(PageRequest visit, ActionState state) {
        return visit.text("action.state." + state.sqlName());
    }

    /** Colour of the badge of a state. */
    public static String badge(ActionState state) {
        return switch (state) {
            case DRAFT, ENDED -> "plain";
            case OPEN -> "good";
            case CANCELLED -> "bad";
        };
    }

    /** Where an action stands in time. */
    public static String when(PageRequest visit, Action action) {
        if (action.endedAt() != null) {
            return visit.text("action.when.over", "time", visit.date(action.endedAt()));
        }
        if (action.openedAt() == null) {
            return visit.text("action.when.created", "time", visit.date(action.createdAt()));
        }
        return action.endsAt() == null
                ? visit.text("action.when.opened", "time", visit.date(action.openedAt()))
                : visit.text("action.when.until", "time", visit.date(action.endsAt()));
    }

    /** Whose the message of one is that can't be changed any more. */
    public static String message(PageRequest visit, Action action) {
        String key = action.state() == ActionState.OPEN ? "action.message-explained" : "action.message-over";
        return visit.textOr(key + "." + action.type().sqlName(), visit.text(key));
    }

    /** To which volunteers it is offered: with calls, others are those who are called. */
    public static String audience(PageRequest visit, Action action) {
        Audience audience = action.audience();
        List<Long> people = List.copyOf(audience.contactIds());
        return !people.isEmpty() && audience.equals(Audience.of(people))
                ? visit.text("action.whom.people." + people(action.type()), "count", people.size())
                : visit.text(
                        "action.whom." + people(action.type()), "audience", BroadcastWords.audience(visit, audience));
    }

    /** Ceilings and reminders, one sentence each. */
    public static List<Setting> rules(PageRequest visit, Action action) {
        List<Setting> rules = new ArrayList<>();
        String of = ActionForm.ofLimits(action.type()) ? "." + action.type().sqlName() : "";
        if (action.perVolunteer() != null) {
            rules.add(Setting.of(
                    visit.text("action.rule.name.per-volunteer" + of),
                    visit.text("action.rule.per-volunteer" + of, "count", action.perVolunteer())));
        }
        if (action.perDay() != null) {
            rules.add(Setting.of(
                    visit.text("action.rule.name.per-day"),
                    visit.text("action.rule.per-day" + of, "count", action.perDay())));
        }
        // Who answered an invitation is not asked again.
        if (action.reminders().times() > 0 && (action.reminders().silent() || action.type() != ActionType.EVENT)) {
            rules.add(Setting.of(
                    visit.text("action.rule.name.remind"),
                    visit.text(
                            action.reminders().silent()
                                    ? of(action, "action.rule.remind-all", "action.rule.remind.event")
                                    : "action.rule.remind",
                            "times",
                            action.reminders().times(),
                            "hours",
                            action.reminders().hours())));
        }
        if (action.endsAt() != null && action.endedAt() == null) {
            rules.add(Setting.of(
                    visit.text("action.rule.name.ends"),
                    action.type() == ActionType.EVENT
                            ? visit.text("action.rule.ends.event")
                            : visit.text("action.rule.ends", "time", visit.time(action.endsAt()))));
        }
        if (action.declaration() != null) {
            rules.add(Setting.of(
                    visit.text("broadcast.declared.fact"),
                    visit.text(
                            "broadcast.declared." + action.declaration().kind().sqlName())));
        }
        return rules;
    }

    /** Day and time by the clock of a place. */
    public static String time(PageRequest visit, Instant at, ZoneId zone) {
        return visit.text(
                "action.at",
                "day",
                visit.written(DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL)
                        .withLocale(visit.locale())
                        .withZone(zone)
                        .format(at)),
                "hour",
                hour(visit, at, zone));
    }

    /** The time of day by the clock of a place. */
    private static String hour(PageRequest visit, Instant at, ZoneId zone) {
        return DateTimeFormatter.ofLocalizedTime(FormatStyle.SHORT)
                .withLocale(visit.locale())
                .withZone(zone)
                .format(at);
    }

    /** A day as such. */
    public static String day(PageRequest visit, LocalDate day) {
        return visit.mediumDay(day);
    }

    /** What a volunteer is called now; of an erased one no name is left. */
    public static String person(PageRequest visit, long contactId, String name) {
        if (contactId == 0) {
            return visit.text("action.erased-people");
        }
        return name.isEmpty() ? visit.text("broadcast.nameless", "id", Long.toString(contactId)) : name;
    }

    /** Where a volunteer stands: {@code done}, {@code accepted}, {@code declined}, {@code stopped} or {@code silent}. */
    public static String standing(OfVolunteer volunteer) {
        if (volunteer.counts().done() > 0) {
            return "done";
        }
        if (volunteer.counts().accepted() > 0) {
            return "accepted";
        }
        if (volunteer.counts().declined() > 0) {
            return "declined";
        }
        return volunteer.stopped() ? "stopped" : "silent";
    }

    /** The text of where a volunteer stands; what they answered goes before, until they have done it. */
    public static String standingText(Action action, OfVolunteer volunteer, Map<Long, String> answers) {
        String standing = standing(volunteer);
        String otherwise = standingText(action.type(), standing);
        return standing.equals("done") ? otherwise : answers.getOrDefault(volunteer.contactId(), otherwise);
    }

    /** The text of a standing in an action of a kind: what is done differs, whoever is silent or stopped is so everywhere. */
    public static String standingText(ActionType type, String standing) {
        return switch (standing) {
            case "done", "accepted" -> "action.standing." + type.sqlName() + "." + standing;
            default -> "action.standing." + standing;
        };
    }

    /** What the pieces of work are called that are counted of each volunteer; null where none are. */
    public static @Nullable String units(ActionType type) {
        return switch (type) {
            case CALL -> "action.call.calls";
            case SHARE -> "action.column.shared";
            case EVENT, QUESTION -> null;
        };
    }

    /** What else there is to say of a volunteer: whom they bring, and reminders. */
    public static List<String> notes(PageRequest visit, OfVolunteer volunteer, int companions) {
        List<String> notes = new ArrayList<>();
        if (companions > 0) {
            notes.add(visit.text("action.event.brings", "count", companions));
        }
        if (volunteer.counts().reminded() > 0) {
            notes.add(visit.text("action.reminded", "count", volunteer.counts().reminded()));
        }
        return notes;
    }

    /** What a person has answered or done in an action. */
    public static String part(PageRequest visit, AssignmentStore.Part part) {
        if (part.standing() != null) {
            return visit.text("action.event.standing." + part.standing());
        }
        if (part.units() > 0) {
            return visit.text(
                    part.type() == ActionType.CALL ? "action.call.of-volunteer" : "action.share.times",
                    "count",
                    part.units());
        }
        return visit.text(standingText(
                part.type(),
                part.state() == AssignmentState.OFFERED
                        ? "silent"
                        : part.state().sqlName()));
    }

    /** Which of two texts is meant: that of events, to which a perhaps is an answer that accepts, or that of the others. */
    public static String of(Action action, String other, String ofEvent) {
        return action.type() == ActionType.EVENT ? ofEvent : other;
    }

    /** What those are to whom it is offered, of which texts speak: who is asked or invited is no volunteer. */
    public static String people(ActionType type) {
        return switch (type) {
            case EVENT -> "invited";
            case QUESTION -> "asked";
            case CALL, SHARE -> "volunteers";
        };
    }

    /** What those who stand so did, beside their number. */
    public static String choice(PageRequest visit, ActionType type, String standing) {
        return visit.text(
                switch (standing) {
                    case ActionFunnel.AGREED -> "action.step-of.accepted";
                    case ActionVolunteerPages.SILENT -> "action.event.no-answer";
                    case ActionVolunteerPages.STOPPED -> "action.standing.stopped";
                    case "yes", "waiting", "maybe", "no", "stopped" -> "action.event.standing." + standing;
                    default -> standingText(type, standing);
                });
    }

    /** A number in a table where most are naughts, which a dash lets be overlooked. */
    public static String tally(PageRequest visit, long count) {
        return count == 0 ? "–" : visit.number(count);
    }

    /** Colour of the badge of where a volunteer stands; what they answered goes before, until they have done it. */
    public static String standingBadge(OfVolunteer volunteer, Map<Long, String> answers) {
        String standing = standing(volunteer);
        String answer = answers.get(volunteer.contactId());
        return standingBadge(
                answer == null || standing.equals("done") ? standing : answer.substring(answer.lastIndexOf('.') + 1));
    }

    /** Colour of the badge of a standing or an answer, the same everywhere. */
    public static String standingBadge(String standing) {
        return switch (standing) {
            case "done", "yes" -> "good";
            case "waiting" -> "warn";
            case "accepted", "maybe" -> "";
            default -> "plain";
        };
    }
}
