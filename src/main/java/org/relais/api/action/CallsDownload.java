package org.relais.api.action;

import io.vertx.core.Future;
import org.relais.action.Action;
import org.relais.action.call.CallCsv;
import org.relais.action.call.CallFiguresStore.Call;
import org.relais.action.call.CallService;
import org.relais.api.CsvDownload;

/** The calls of an action that are over as a CSV file, as programs read them. */
public final class CallsDownload {
    private CallsDownload() {}

    /** A row for each, with a column for each question of the newest script. */
    public static Future<CsvDownload<Call>> of(CallService calls, Action action) {
        return calls.questions(action)
                .map(questions -> new CsvDownload<Call>(
                        CallCsv.header(questions),
                        from -> calls.calls(action, from - 1, CsvDownload.pageSize()),
                        Call::id,
                        call -> CallCsv.row(call, questions)));
    }
}
