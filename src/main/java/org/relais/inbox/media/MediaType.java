package org.relais.inbox.media;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.relais.database.SqlNamed;

/**
 * What a file is, by its first bytes and never by what it is called. Nothing that a browser would run (SVG, HTML) is
 * among those that are shown.
 */
public enum MediaType implements SqlNamed {
    JPEG("image/jpeg", "jpg"),
    PNG("image/png", "png"),
    WEBP("image/webp", "webp"),
    GIF("image/gif", "gif"),
    OGG("audio/ogg", "ogg"),
    MP3("audio/mpeg", "mp3"),
    M4A("audio/mp4", "m4a"),
    WAV("audio/wav", "wav"),
    AMR("audio/amr", "amr"),
    MP4("video/mp4", "mp4"),
    WEBM("video/webm", "webm"),
    PDF("application/pdf", "pdf"),
    /** Anything else: to be saved, never shown. */
    OTHER("application/octet-stream", "bin");

    /** Pictures that hide where they were taken in ways that are not undone here (ISO 23008-12; TIFF 6.0). */
    private static final Set<String> UNCLEAN =
            Set.of("heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1", "avif");

    private final String mime;
    private final String ending;

    MediaType(String mime, String ending) {
        this.mime = mime;
        this.ending = ending;
    }

    /** As in {@code Content-Type}. */
    public String mime() {
        return mime;
    }

    /** Of a file's name, without the point. */
    public String ending() {
        return ending;
    }

    public boolean isPicture() {
        return mime.startsWith("image/");
    }

    public boolean isAudio() {
        return mime.startsWith("audio/");
    }

    public boolean isVideo() {
        return mime.startsWith("video/");
    }

    boolean shown() {
        return isPicture() || isVideo() || isAudio() && this != AMR;
    }

    /** What these bytes are; empty when they are a picture that cannot be cleaned. */
    public static Optional<MediaType> of(Buffer bytes) {
        if (begins(bytes, "II*\0") || begins(bytes, "MM\0*")) {
            return Optional.empty();
        }
        if (at(bytes, 4, "ftyp")) {
            return ofBrand(bytes.length() < 12 ? "" : bytes.getString(8, 12, StandardCharsets.ISO_8859_1.name()));
        }
        return Optional.of(
                begins(bytes, "\u00FF\u00D8\u00FF")
                        ? JPEG
                        : begins(bytes, "\u0089PNG\r\n\u001A\n")
                                ? PNG
                                : begins(bytes, "GIF87a") || begins(bytes, "GIF89a") ? GIF : ofSound(bytes));
    }

    private static Optional<MediaType> ofBrand(String brand) {
        String name = brand.toLowerCase(Locale.ROOT);
        return UNCLEAN.contains(name)
                ? Optional.empty()
                : Optional.of(name.startsWith("m4a") || name.startsWith("m4b") ? M4A : MP4);
    }

    private static MediaType ofSound(Buffer bytes) {
        if (begins(bytes, "RIFF")) {
            return at(bytes, 8, "WEBP") ? WEBP : at(bytes, 8, "WAVE") ? WAV : OTHER;
        }
        if (begins(bytes, "OggS")) {
            return OGG;
        }
        if (begins(bytes, "ID3") || begins(bytes, "\u00FF\u00FB") || begins(bytes, "\u00FF\u00F3")) {
            return MP3;
        }
        if (begins(bytes, "#!AMR")) {
            return AMR;
        }
        return begins(bytes, "\u001AE\u00DF\u00A3") ? WEBM : begins(bytes, "%PDF-") ? PDF : OTHER;
    }

    private static boolean begins(Buffer bytes, String signature) {
        return at(bytes, 0, signature);
    }

    private static boolean at(Buffer bytes, int offset, String signature) {
        byte[] wanted = signature.getBytes(StandardCharsets.ISO_8859_1);
        if (bytes.length() < offset + wanted.length) {
            return false;
        }
        for (int index = 0; index < wanted.length; index++) {
            if (bytes.getByte(offset + index) != wanted[index]) {
                return false;
            }
        }
        return true;
    }
}
