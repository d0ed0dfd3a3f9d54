package org.relais.api.imports;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import org.relais.contact.csv.CsvFault;
import org.relais.imports.ImportJob;
import org.relais.imports.ImportOptions;

/** Imports as the API shows them. */
final class ImportJson {
    private ImportJson() {}

    static JsonObject of(ImportJob job) {
        return new JsonObject()
                .put("id", job.id())
                .put("kind", job.kind().sqlName())
                .put("state", job.state().sqlName())
                .put("fileName", job.fileName())
                .put("fileSize", job.fileSize())
                .put("fileSha256", job.fileSha256())
                .put("charset", job.charset())
                .put("options", options(job.options()))
                .put("rows", rows(job.rows()))
                .put("announced", outcome(job.announced()))
                .put("merged", outcome(job.merged()))
                .put("fault", job.fault() == null ? null : fault(job.fault(), "en"))
                .put("createdBy", job.createdBy())
                .put("decidedBy", job.decidedBy())
                .put("createdAt", job.createdAt())
                .put("checkedAt", job.checkedAt())
                .put("decidedAt", job.decidedAt())
                .put("finishedAt", job.finishedAt());
    }

    private static JsonObject rows(ImportJob.Rows rows) {
        return new JsonObject()
                .put("read", rows.read())
                .put("good", rows.good())
                .put("refused", rows.refused());
    }

    private static JsonObject outcome(ImportJob.Outcome outcome) {
        return new JsonObject()
                .put("created", outcome.created())
                .put("updated", outcome.updated())
                .put("keptStopped", outcome.keptStopped())
                .put("suppressed", outcome.suppressed())
                .put("torn", outcome.torn())
                .put("conflicting", outcome.conflicting());
    }

    private static JsonObject options(ImportOptions options) {
        return new JsonObject()
                .put("region", options.defaultRegion())
                .put("channel", options.phoneChannel())
                .put(
                        "class",
                        options.consentClass() == null
                                ? null
                                : options.consentClass().sqlName())
                .put("evidence", evidence(options.evidence()))
                .put("tags", new JsonArray(options.tags()))
                .put("replace", options.replace());
    }

    private static @Nullable JsonObject evidence(ImportOptions.@Nullable Evidence evidence) {
        return evidence == null
                ? null
                : new JsonObject()
                        .put("source", evidence.source())
                        .put("at", evidence.at())
                        .put("wording", evidence.wording());
    }

    /** @param language of the sentence: {@code fr}, or English for all else */
    static JsonObject fault(CsvFault fault, String language) {
        return new JsonObject()
                .put("reason", fault.code().key())
                .put("line", fault.line())
                .put("column", fault.column())
                .put("message", fault.sentence(language));
    }
}
