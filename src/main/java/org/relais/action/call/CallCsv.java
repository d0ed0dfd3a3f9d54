package org.relais.action.call;

import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.relais.action.call.CallFigures.Day;
import org.relais.action.call.CallFigures.Volunteer;
import org.relais.action.call.CallFiguresStore.Call;
import org.relais.contact.csv.SafeCsvWriter;

/** Figures of calls as files for spreadsheets. */
public final class CallCsv {
    private CallCsv() {}

    /** Of {@link #row}s: a column for each of these questions behind what every call has. */
    public static List<String> header(List<String> questions) {
        List<String> header = new ArrayList<>(List.of(
                "call",
                "given at",
                "ended at",
                "volunteer",
                "volunteer name",
                "contact",
                "contact name",
                "result",
                "call back at"));
        header.addAll(questions);
        return header;
    }

    public static List<String> row(Call call, List<String> questions) {
        List<String> row = new ArrayList<>(List.of(
                Long.toString(call.id()),
                call.handedOutAt().toString(),
                call.endedAt().toString(),
                text(call.volunteerId()),
                call.volunteer(),
                text(call.contactId()),
                call.contact(),
                call.result(),
                text(call.callBackAt())));
        questions.forEach(question -> row.add(call.answers().getOrDefault(question, "")));
        return row;
    }

    /** A row for each day and one for each volunteer, a column for each result. */
    public static Buffer figures(CallFigures figures) {
        List<String> results = List.copyOf(new TreeSet<>(figures.results().keySet()));
        List<String> header = new ArrayList<>(List.of("day", "volunteer", "name", "calls"));
        header.addAll(results);
        List<List<String>> rows = new ArrayList<>(List.of(header));
        for (Day day : figures.days()) {
            rows.add(row(List.of(day.date().toString(), "", ""), day.calls(), day.results(), results));
        }
        for (Volunteer volunteer : figures.volunteers()) {
            rows.add(row(
                    List.of("", text(volunteer.contactId()), volunteer.name()),
                    volunteer.calls(),
                    volunteer.results(),
                    results));
        }
        return SafeCsvWriter.file(rows);
    }

    private static List<String> row(List<String> first, long calls, Map<String, Long> counts, List<String> results) {
        List<String> row = new ArrayList<>(first);
        row.add(Long.toString(calls));
        results.forEach(result -> row.add(Long.toString(counts.getOrDefault(result, 0L))));
        return row;
    }

    private static String text(@Nullable Object value) {
        return Objects.toString(value, "");
    }
}
