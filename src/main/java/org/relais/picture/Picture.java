package org.relais.picture;

import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import org.relais.inbox.media.MediaType;
import org.relais.inbox.media.Metadata;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;

/**
 * A picture that every platform takes, without a word of where, when or with what it was taken.
 *
 * @param type {@link MediaType#JPEG} or {@link MediaType#PNG}
 */
record Picture(MediaType type, Buffer bytes) {
    /** Cloud API: a picture has at most 5 MB, as has one that the Bot API fetches. */
    static final int MOST_BYTES = 5 * 1024 * 1024;

    /** Bot API: both sides together have at most so many pixels, and one is at most so many times the other. */
    private static final int MOST_OF_BOTH_SIDES = 10_000;

    private static final int MOST_TIMES = 20;
    private static final int PNG_HEAD = 26;
    private static final int SOS = 0xDA;

    /** @param taken whether platforms take the colours as they are */
    private record Size(long width, long height, boolean taken) {}

    /**
     * Checks and cleans bytes, by what they are and never by what they are called. Blocks for as long as it takes to go through
     * them.
     *
     * @throws InvalidInputException at the field {@code ""}
     */
    static Picture of(Buffer bytes) {
        if (bytes.length() > MOST_BYTES) {
            throw new InvalidInputException("", FaultCode.PICTURE_TOO_LARGE, MOST_BYTES / 1024 / 1024);
        }
        MediaType type = MediaType.of(bytes)
                .filter(found -> found == MediaType.JPEG || found == MediaType.PNG)
                .orElseThrow(Picture::unknown);
        Size size = type == MediaType.PNG ? sizeOfPng(bytes) : sizeOfJpeg(bytes);
        long longer = Math.max(size.width(), size.height());
        long shorter = Math.min(size.width(), size.height());
        if (shorter == 0 || longer + shorter > MOST_OF_BOTH_SIDES || longer > MOST_TIMES * shorter) {
            throw new InvalidInputException("", FaultCode.PICTURE_DIMENSIONS, MOST_OF_BOTH_SIDES, MOST_TIMES);
        }
        if (!size.taken()) {
            return converted(type, bytes, longer * shorter);
        }
        Buffer clean = Metadata.removed(type, bytes);
        if (type == MediaType.PNG && !ends(clean)) {
            throw unknown();
        }
        return new Picture(type, clean);
    }

    /** Nothing of what it was taken with is left in what is drawn anew. */
    private static Picture converted(MediaType type, Buffer bytes, long pixels) {
        try {
            Buffer drawn = Conversion.of(type, bytes, pixels);
            return new Picture(MediaType.of(drawn).orElseThrow(Picture::unknown), drawn);
        } catch (IOException damaged) {
            throw unknown();
        }
    }

    private static InvalidInputException unknown() {
        return new InvalidInputException("", FaultCode.PICTURE_KIND);
    }

    /** Of sixteen bits a colour the Cloud API takes none: they are converted. */
    private static Size sizeOfPng(Buffer bytes) {
        if (bytes.length() < PNG_HEAD) {
            throw unknown();
        }
        return new Size(bytes.getUnsignedInt(16), bytes.getUnsignedInt(20), bytes.getUnsignedByte(24) <= 8);
    }

    /** Cut off where its format says that it is damaged. */
    private static boolean ends(Buffer png) {
        return png.length() > PNG_HEAD + 12 && png.getUnsignedInt(png.length() - 8) == 0x49454E44L;
    }

    /** By its frame's head, which stands before the scan (ITU T.81, B.2.2); in print colours the Cloud API takes none: they are converted. */
    private static Size sizeOfJpeg(Buffer bytes) {
        Size size = null;
        int position = 2;
        while (position + 4 <= bytes.length() && bytes.getUnsignedByte(position) == 0xFF) {
            int marker = bytes.getUnsignedByte(position + 1);
            if (marker == 0xFF) {
                position++;
                continue;
            }
            if (marker == SOS && size != null) {
                return size;
            }
            boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
            if (frame && position + 10 <= bytes.length() && bytes.getUnsignedByte(position + 9) <= 4) {
                size = new Size(
                        bytes.getUnsignedShort(position + 7),
                        bytes.getUnsignedShort(position + 5),
                        bytes.getUnsignedByte(position + 9) <= 3);
            }
            position += 2 + bytes.getUnsignedShort(position + 2);
        }
        throw unknown();
    }
}
