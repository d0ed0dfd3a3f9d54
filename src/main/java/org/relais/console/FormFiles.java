package org.relais.console;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.file.FileSystem;
import io.vertx.core.file.OpenOptions;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerFileUpload;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.FileUpload;
import io.vertx.ext.web.RoutingContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reader of a form with files up to a size. Each file streams to one of its own that nobody but the service's user may read
 * (mode 0600); Vert.x's own handler leaves that to the process's umask. A form that is refused leaves no file.
 */
final class FormFiles implements Handler<RoutingContext> {
    /** What is left of a file after the form's end is here already: it ends soon, or there is no end. */
    private static final long REST_SECONDS = 30;

    private final Path folder;
    private final long largest;

    /** @param largest bytes of the whole form */
    FormFiles(Path folder, long largest) {
        this.folder = folder;
        this.largest = largest;
    }

    @Override
    public void handle(RoutingContext context) {
        if (announced(context.request()) > largest) {
            tooLarge(context);
            return;
        }
        HttpServerRequest request = context.request();
        List<Future<Void>> written = new ArrayList<>();
        long[] read = {0};
        request.setExpectMultipart(true);
        request.uploadHandler(upload -> written.add(store(context, upload)));
        request.handler(part -> {
            read[0] += part.length();
            if (read[0] > largest && !context.failed()) {
                request.pause();
                tooLarge(context);
            }
        });
        request.exceptionHandler(fault -> refuse(context, 400));
        request.endHandler(end -> Future.join(written)
                .timeout(REST_SECONDS, TimeUnit.SECONDS)
                .onSuccess(all -> go(context))
                .onFailure(fault -> refuse(context, 400)));
    }

    private static long announced(HttpServerRequest request) {
        try {
            String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
            return length == null ? 0 : Long.parseLong(length);
        } catch (NumberFormatException notALength) {
            return Long.MAX_VALUE;
        }
    }

    private static void go(RoutingContext context) {
        if (!context.failed()) {
            context.next();
        }
    }

    /** The rest is not read: the connection ends with the answer. */
    private static void tooLarge(RoutingContext context) {
        context.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        refuse(context, 413);
    }

    private static void refuse(RoutingContext context, int status) {
        if (!context.failed()) {
            context.cancelAndCleanupFileUploads();
            context.fail(status);
        }
    }

    private Future<Void> store(RoutingContext context, HttpServerFileUpload upload) {
        FileSystem files = context.vertx().fileSystem();
        String file = folder.resolve(UUID.randomUUID().toString()).toString();
        upload.pause();
        return files.mkdirs(folder.toString())
                .compose(made ->
                        files.open(file, new OpenOptions().setCreateNew(true).setPerms("rw-------")))
                .compose(open -> {
                    context.fileUploads().add(new StoredFile(files, file, upload));
                    return context.failed() ? open.close().eventually(() -> files.delete(file)) : upload.pipeTo(open);
                });
    }

    /** A file of the form, stored under a name of ours. */
    private record StoredFile(FileSystem files, String uploadedFileName, HttpServerFileUpload upload)
            implements FileUpload {
        @Override
        public String name() {
            return upload.name();
        }

        @Override
        public String fileName() {
            return upload.filename();
        }

        @Override
        public long size() {
            return upload.size();
        }

        @Override
        public @Nullable String contentType() {
            return upload.contentType();
        }

        @Override
        public @Nullable String contentTransferEncoding() {
            return upload.contentTransferEncoding();
        }

        @Override
        public @Nullable String charSet() {
            return upload.charset();
        }

        /** It is written to while it comes, so there is something to delete at any time. */
        @Override
        public boolean cancel() {
            return false;
        }

        @Override
        public Future<Void> delete() {
            return files.delete(uploadedFileName);
        }
    }
}
