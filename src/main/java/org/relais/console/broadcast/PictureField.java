package org.relais.console.broadcast;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.file.FileSystem;
import io.vertx.ext.web.FileUpload;
import java.nio.file.Path;
import java.util.Optional;
import org.relais.console.PageRequest;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.picture.PictureService;

/**
 * The picture of a composed message: a file, or an address. A file is kept at once and stands in the form by its address from
 * then on, whatever else is wrong with the form.
 */
public final class PictureField {
    /** Field of the address. */
    public static final String ADDRESS = "image";

    /** Path of its faults. */
    static final String PATH = "message.image";

    /** Ticked: no picture. */
    public static final String NONE = "image_none";

    /** Most bytes of a form with a file: one that is too heavy for the platforms is told at the field. */
    static final long LARGEST_FORM = 32L * 1024 * 1024;

    private final PictureService pictures;
    private final Path folder;

    /** @param folder where a file stays while it is read */
    public PictureField(PictureService pictures, Path folder) {
        this.pictures = pictures;
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** The form with the address of the file that was sent with it, or with what is wrong with that. */
    Future<BroadcastForm> read(PageRequest visit, BroadcastForm form) {
        Optional<FileUpload> file = visit.context().fileUploads().stream()
                .filter(upload -> upload.name().equals("picture") && upload.size() > 0)
                .findFirst();
        Future<BroadcastForm> kept =
                file.map(upload -> keep(visit, form, upload)).orElseGet(() -> Future.succeededFuture(form));
        return kept.eventually(() -> {
            visit.context().cancelAndCleanupFileUploads();
            return Future.succeededFuture();
        });
    }

    private Future<BroadcastForm> keep(PageRequest visit, BroadcastForm form, FileUpload upload) {
        return bytes(visit.context().vertx().fileSystem(), upload)
                .compose(bytes -> pictures.keep(visit.actor(), bytes))
                .map(form::pictured)
                .recover(fault -> fault instanceof InvalidInputException invalid
                        ? Future.succeededFuture(form.withFault(
                                PATH,
                                visit.text(
                                        "broadcast.picture.refused",
                                        "name",
                                        upload.fileName(),
                                        "why",
                                        visit.faults(invalid))))
                        : Future.failedFuture(fault));
    }

    private static Future<Buffer> bytes(FileSystem files, FileUpload upload) {
        return upload.size() > PictureService.MOST_BYTES
                ? Future.failedFuture(new InvalidInputException(
                        "", FaultCode.PICTURE_TOO_LARGE, PictureService.MOST_BYTES / 1024 / 1024))
                : files.readFile(upload.uploadedFileName());
    }
}
