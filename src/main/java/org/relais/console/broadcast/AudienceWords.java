package org.relais.console.broadcast;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relais.audience.Audience;
import org.relais.audience.AudienceCondition;
import org.relais.audience.AudienceCondition.Alike;
import org.relais.audience.AudienceCondition.Answered;
import org.relais.audience.AudienceCondition.Consented;
import org.relais.audience.AudienceCondition.Did;
import org.relais.audience.AudienceCondition.Received;
import org.relais.audience.AudienceCondition.Silent;
import org.relais.audience.AudienceCondition.Surveyed;
import org.relais.audience.AudienceCondition.Variable;
import org.relais.audience.AudienceNameStore.ActionNamed;
import org.relais.audience.AudienceRow;
import org.relais.audience.AudienceRow.Join;
import org.relais.console.PageRequest;
import org.relais.text.CleanText;

/** Rows of an audience in the reader's words. */
public final class AudienceWords {
    private AudienceWords() {}

    /** How many people they are, and how many of them can be written to where that is not all of them. */
    public static String reachable(PageRequest visit, long reached, long people) {
        return reached == people
                ? visit.text("audience.people", "count", people)
                : visit.text("audience.people.reachable", "count", reached, "all", people);
    }

    /** All of them as one line, with those that go together in brackets where another order of reading would say something else. */
    static String rows(PageRequest visit, List<AudienceRow> rows) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < rows.size(); at++) {
            AudienceRow row = rows.get(at);
            if (at > 1 && isTurn(rows.get(at - 1).join(), row.join())) {
                line.insert(0, "(").append(")");
            }
            if (at > 0 || row.join() == Join.EXCEPT) {
                line.append(at == 0 ? "" : " ").append(visit.text(joined(row))).append(" ");
            }
            line.append(row(visit, row.condition()));
        }
        int words = line.length() - line.toString().replaceFirst("^\\(+", "").length();
        return line.substring(0, words) + CleanText.capital(line.substring(words));
    }

    /** Whether a row speaks of all those before it, and not only of the last of them. */
    private static boolean isTurn(Join before, Join join) {
        return before != join && !(before == Join.AND && join == Join.EXCEPT);
    }

    /**
     * Whom a page of an action lists: those who did one thing in it, or answered one of its questions so.
     *
     * @param word of what they did; {@code answered} where they answered
     * @param title of the action
     * @param question that they answered; empty where they did something
     * @param answer to it; empty where they did something
     * @param who they are, as one choice among others
     */
    record OfAction(String word, String title, String question, String answer, String who) {}

    /** The same of an audience; empty for one that is no such list. */
    static Optional<OfAction> ofAction(PageRequest visit, Audience audience) {
        if (audience.rows().size() != 1) {
            return Optional.empty();
        }
        AudienceRow row = audience.rows().get(0);
        if (!audience.equals(Audience.of(List.of()).with(new AudienceRow(Join.AND, row.condition())))) {
            return Optional.empty();
        }
        String who = visit.text("audience.who", "words", row(visit, row.condition()));
        if (row.condition() instanceof Did did && did.actionId() != null && did.days() == null) {
            String title = AskedNames.action(visit, did.actionId()).title();
            return Optional.of(new OfAction(did.deed().word(), title, "", "", who));
        }
        if (row.condition() instanceof Surveyed survey && survey.choices().size() == 1 && survey.least() == null) {
            ActionNamed action = AskedNames.action(visit, survey.actionId());
            String answer = AudienceChoices.option(
                    visit, action, survey.step(), survey.choices().iterator().next());
            String question = AudienceChoices.question(visit, action, survey.step());
            return Optional.of(new OfAction("answered", action.title(), question, answer, who));
        }
        return Optional.empty();
    }

    private static String joined(AudienceRow row) {
        return "audience.joined." + row.join().word() + (row.join() == Join.EXCEPT ? left(row.condition()) : "");
    }

    /** What somebody did or is wants somebody before it where they are left out; what somebody has can be left out itself. */
    private static String left(AudienceCondition condition) {
        if (condition instanceof Consented) {
            return ".agreed";
        } else if (condition instanceof Silent
                || condition instanceof Alike alike && alike.facet() == AudienceCondition.Facet.CHANNELS) {
            return ".is";
        }
        return condition instanceof Alike || condition instanceof Variable ? "" : ".who";
    }

    private static String row(PageRequest visit, AudienceCondition condition) {
        if (condition instanceof Alike alike) {
            return alike(visit, alike);
        } else if (condition instanceof Consented consented) {
            return consented(visit, consented);
        } else if (condition instanceof Answered answered) {
            return small(AskedNames.words(visit, answered.answer()));
        } else if (condition instanceof Surveyed survey) {
            return survey(visit, survey);
        } else if (condition instanceof Did did) {
            return did(visit, did);
        } else if (condition instanceof Received received) {
            return AskedNames.received(visit, received);
        } else if (condition instanceof Silent silent) {
            return visit.text("audience.row.silent", "days", silent.days());
        } else if (condition instanceof Variable variable) {
            return variable.values().isEmpty()
                    ? visit.text("audience.row.variable-any", "name", AskedNames.column(visit, variable.name()))
                    : visit.text(
                            "audience.row.variable",
                            "name",
                            AskedNames.column(visit, variable.name()),
                            "list",
                            variable.values().stream().sorted().collect(Collectors.joining(", ")));
        }
        throw new IllegalStateException("a condition without words: " + condition);
    }

    private static String alike(PageRequest visit, Alike alike) {
        Stream<String> words = alike.values().stream().map(value -> switch (alike.facet()) {
            case TAGS, AREAS -> value;
            case LANGUAGES -> BroadcastWords.inLanguage(visit, value);
            case CHANNELS -> BroadcastWords.channel(value);
            case CLASSES -> visit.textOr("class." + value, value);
        });
        return visit.text(
                "audience.row." + alike.facet().key(), "list", words.sorted().collect(Collectors.joining(", ")));
    }

    private static String consented(PageRequest visit, Consented consented) {
        Instant from = consented.from();
        Instant until = consented.until();
        if (from == null && until == null) {
            return visit.text("audience.row.consented");
        }
        // The last day is the one before the end.
        String last = until == null ? "" : visit.date(until.minusMillis(1));
        if (from == null) {
            return visit.text("audience.row.consented-until", "until", last);
        }
        return until == null
                ? visit.text("audience.row.consented-from", "from", visit.date(from))
                : visit.text("audience.row.consented-between", "from", visit.date(from), "until", last);
    }

    private static String survey(PageRequest visit, Surveyed survey) {
        ActionNamed action = AskedNames.action(visit, survey.actionId());
        String question = AudienceChoices.question(visit, action, survey.step());
        Set<String> choices = survey.choices();
        String answers = choices.stream()
                .map(choice -> AudienceChoices.option(visit, action, survey.step(), choice))
                .sorted()
                .collect(Collectors.joining(", "));
        String words = choices.isEmpty()
                ? visit.text("audience.row.survey", "question", question, "title", action.title())
                : visit.text(
                        "audience.row.survey-with", "question", question, "title", action.title(), "answers", answers);
        Long least = survey.least();
        Long most = survey.most();
        return words
                + (least == null ? "" : " " + visit.text("audience.row.least", "number", least))
                + (most == null ? "" : " " + visit.text("audience.row.most", "number", most));
    }

    private static String did(PageRequest visit, Did did) {
        Long action = did.actionId();
        Integer days = did.days();
        String deed = did.deed().word();
        return (action == null
                        ? small(visit.text("audience.deed." + deed))
                        : visit.text(
                                "audience.row.did." + deed,
                                "title",
                                AskedNames.action(visit, action).title()))
                + (days == null ? "" : " " + visit.text("audience.row.within", "days", days));
    }

    /** Words as part of a line: without the capital that they have alone. */
    public static String small(String words) {
        return words.substring(0, 1).toLowerCase(Locale.ROOT) + words.substring(1);
    }
}
