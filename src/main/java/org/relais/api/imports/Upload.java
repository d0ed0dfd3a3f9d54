package org.relais.api.imports;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.streams.ReadStream;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;

/** The one file of a request, as its whole body ({@link #BODY}) or as the part {@code file} of a form ({@link #FORM}). */
final class Upload {
    static final String BODY = "text/csv";
    static final String FORM = "multipart/form-data";

    private static final String PART = "file";
    private static final Pattern BOUNDARY = Pattern.compile(";\\s*boundary=\"?[^\\s\";]", Pattern.CASE_INSENSITIVE);

    /** How often a part that goes on after the form's end is looked after. */
    private static final long LOOK_MILLIS = 500;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final boolean form;

    private Upload(Vertx vertx, HttpServerRequest request, boolean form) {
        this.vertx = vertx;
        this.request = request;
        this.form = form;
    }

    /** What is done with the file. */
    interface Receiver {
        /** Takes it while it arrives; completes with what it is known by from then on. */
        Future<Long> receive(String fileName, ReadStream<Buffer> content);

        /** Gives up what was received: the form turned out to hold more. */
        Future<Void> discard(long id);
    }

    /** Throws {@link ProblemException} when the request says that it brings another type, or too much. */
    static Upload of(RoutingContext context, String wanted, long most) {
        HttpServerRequest request = context.request();
        String header =
                Optional.ofNullable(request.getHeader(HttpHeaders.CONTENT_TYPE)).orElse("");
        String type = header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (!type.equals(wanted)) {
            throw new ProblemException(Problem.mediaType(
                    "Send text/csv to /imports, or a form (multipart/form-data) with the part file to /imports/form."));
        }
        if (type.equals(FORM) && !BOUNDARY.matcher(header).find()) {
            throw new InvalidInputException("", FaultCode.FORM_WITHOUT_BOUNDARY);
        }
        if (announced(request) > most) {
            throw new ProblemException(Problem.tooLarge("A file may have " + most + " bytes at most."));
        }
        return new Upload(context.vertx(), request, type.equals(FORM));
    }

    private static long announced(HttpServerRequest request) {
        try {
            String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException notALength) {
            return 0;
        }
    }

    Future<Long> receive(Receiver receiver) {
        return form ? part(receiver) : receiver.receive("file.csv", request);
    }

    private Future<Long> part(Receiver receiver) {
        Promise<Void> ended = Promise.promise();
        Promise<Long> received = Promise.promise();
        List<String> unknown = new ArrayList<>();
        @Nullable PartStream[] found = {null};
        request.setExpectMultipart(true);
        request.uploadHandler(upload -> {
            if (found[0] == null && upload.name().equals(PART)) {
                found[0] = new PartStream(upload);
                receiver.receive(name(upload), found[0]).onComplete(received::tryComplete, received::tryFail);
            } else {
                // Read and thrown away, so that the answer can be sent.
                upload.handler(rest -> {});
                unknown.add(upload.name());
            }
        });
        Runnable unreadable = () -> {
            InvalidInputException fault = new InvalidInputException("", FaultCode.FORM_CUT_OFF);
            ended.tryFail(fault);
            received.tryFail(fault);
            if (found[0] != null) {
                found[0].fail(fault);
            }
        };
        request.exceptionHandler(fault -> unreadable.run());
        request.endHandler(end -> {
            unknown.addAll(request.formAttributes().names());
            if (found[0] == null) {
                received.tryFail(new InvalidInputException(PART, FaultCode.FORM_WITHOUT_FILE));
            } else {
                watch(found[0], unreadable);
            }
            ended.tryComplete();
        });
        request.resume();
        return received.future().compose(id -> ended.future()
                .compose(end -> unknown.isEmpty()
                        ? Future.succeededFuture(id)
                        : receiver.discard(id).compose(gone -> Future.failedFuture(notKnown(unknown.get(0))))));
    }

    /** What is left of the part after the form's end is here already: it ends soon, or there is no end. */
    private void watch(PartStream part, Runnable unreadable) {
        vertx.setPeriodic(LOOK_MILLIS, timer -> {
            if (part.isEnded()) {
                vertx.cancelTimer(timer);
            } else if (part.standsStill()) {
                vertx.cancelTimer(timer);
                unreadable.run();
            }
        });
    }

    private static InvalidInputException notKnown(String part) {
        return new InvalidInputException(part.substring(0, Math.min(40, part.length())), FaultCode.FORM_PART_UNKNOWN);
    }

    private static String name(HttpServerFileUpload upload) {
        return upload.filename() == null || upload.filename().isBlank() ? "file.csv" : upload.filename();
    }
}
