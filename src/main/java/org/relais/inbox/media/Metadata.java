package org.relais.inbox.media;

import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/**
 * What a picture or film says besides what it shows, taken out of it: where and when it was taken, with which device, by
 * whom. Nothing is decoded, and nothing of what is seen changes; the one thing kept of EXIF is which side is up. What is
 * not built as its format demands is cut where it stops being so.
 */
public final class Metadata {
    private static final int SOS = 0xDA;
    private static final int EOI = 0xD9;
    private static final int RST0 = 0xD0;
    private static final int RST7 = 0xD7;
    private static final int APP0 = 0xE0;
    private static final int APP1 = 0xE1;
    private static final int APP14 = 0xEE;
    private static final int APP15 = 0xEF;
    private static final int COMMENT = 0xFE;
    private static final int ORIENTATION = 0x0112;
    private static final int LONGEST_DIRECTORY = 200;

    /** PNG third edition: what is needed to draw, and what an animation needs. */
    private static final Set<String> PNG_CHUNKS = Set.of(
            "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "bKGD", "pHYs", "acTL", "fcTL",
            "fdAT");

    private static final Set<String> WEBP_CHUNKS = Set.of("VP8 ", "VP8L", "VP8X", "ALPH", "ANIM", "ANMF");
    /** VP8X: an ICC profile, EXIF and XMP are there. */
    private static final int WEBP_FLAGS = 0x20 | 0x08 | 0x04;

    /** ISO 14496-12: boxes that hold other boxes on the way to {@code udta} and {@code meta}. */
    private static final Set<String> BOXES = Set.of("moov", "trak", "mdia", "minf", "stbl", "edts", "moof", "traf");

    private static final Set<String> PRIVATE_BOXES = Set.of("udta", "meta", "uuid");

    private Metadata() {}

    /** The same without metadata; formats that hold none worth the name are returned as they are. */
    public static Buffer removed(MediaType type, Buffer bytes) {
        return switch (type) {
            case JPEG -> jpeg(bytes);
            case PNG -> png(bytes);
            case WEBP -> webp(bytes);
            case GIF -> gif(bytes);
            case MP4, M4A -> film(bytes);
            case OGG, MP3, WAV, AMR, WEBM, PDF, OTHER -> bytes;
        };
    }

    /** Of APPn only JFIF and Adobe's colour transform stay; what follows the picture (a second one, a film) does not. */
    private static Buffer jpeg(Buffer bytes) {
        Buffer clean = Buffer.buffer(bytes.length()).appendBuffer(bytes, 0, 2);
        int position = 2;
        while (position + 4 <= bytes.length() && bytes.getUnsignedByte(position) == 0xFF) {
            int marker = bytes.getUnsignedByte(position + 1);
            if (marker == 0xFF) {
                position++;
                continue;
            }
            int end = position + 2 + bytes.getUnsignedShort(position + 2);
            if (marker == EOI || end > bytes.length()) {
                break;
            }
            boolean dropped = marker > APP0 && marker <= APP15 && marker != APP14 || marker == COMMENT;
            if (!dropped) {
                end = marker == SOS ? scanEnd(bytes, end) : end;
                clean.appendBuffer(bytes, position, end - position);
            } else if (marker == APP1) {
                orientation(bytes, position + 4, end, clean);
            }
            position = end;
        }
        return clean.appendByte((byte) 0xFF).appendByte((byte) EOI);
    }

    /** Where the next marker stands: in a scan 0xFF is followed by 0, or by the number of a restart. */
    private static int scanEnd(Buffer bytes, int from) {
        int position = from;
        while (position + 1 < bytes.length()) {
            int next = bytes.getUnsignedByte(position + 1);
            if (bytes.getUnsignedByte(position) == 0xFF && next != 0 && (next < RST0 || next > RST7)) {
                return position;
            }
            position++;
        }
        return bytes.length();
    }

    /** EXIF with one entry, when the old one says that the picture stands on its side or its head. */
    private static void orientation(Buffer bytes, int from, int to, Buffer clean) {
        int tiff = from + 6;
        if (tiff + 10 > to || !text(bytes, from, 4).equals("Exif")) {
            return;
        }
        boolean little = text(bytes, tiff, 2).equals("II");
        long directory = tiff + number(bytes, tiff + 4, 4, little);
        if (directory + 2 > to) {
            return;
        }
        int entries = (int) Math.min(LONGEST_DIRECTORY, number(bytes, (int) directory, 2, little));
        for (int index = 0; index < entries; index++) {
            int entry = (int) directory + 2 + index * 12;
            if (entry + 12 > to) {
                return;
            }
            long side = number(bytes, entry + 8, 2, little);
            if (number(bytes, entry, 2, little) == ORIENTATION && side >= 2 && side <= 8) {
                clean.appendBytes(new byte[] {(byte) 0xFF, (byte) APP1, 0, 34})
                        .appendString("Exif\0\0MM\0*", "ISO-8859-1")
                        .appendInt(8)
                        .appendShort((short) 1)
                        .appendShort((short) ORIENTATION)
                        .appendShort((short) 3)
                        .appendInt(1)
                        .appendShort((short) side)
                        .appendShort((short) 0)
                        .appendInt(0);
                return;
            }
        }
    }

    private static Buffer png(Buffer bytes) {
        Buffer clean = Buffer.buffer(bytes.length()).appendBuffer(bytes, 0, 8);
        int position = 8;
        while (position + 12 <= bytes.length()) {
            long length = 12 + bytes.getUnsignedInt(position);
            if (position + length > bytes.length()) {
                return clean;
            }
            String name = text(bytes, position + 4, 4);
            if (PNG_CHUNKS.contains(name)) {
                clean.appendBuffer(bytes, position, (int) length);
            }
            if (name.equals("IEND")) {
                return clean;
            }
            position += (int) length;
        }
        return clean;
    }

    private static Buffer webp(Buffer bytes) {
        Buffer clean = Buffer.buffer(bytes.length()).appendBuffer(bytes, 0, 12);
        int position = 12;
        while (position + 8 <= bytes.length()) {
            long length = bytes.getUnsignedIntLE(position + 4);
            // Odd ones are padded.
            long whole = Math.min(bytes.length() - position, 8 + length + (length & 1));
            String name = text(bytes, position, 4);
            if (WEBP_CHUNKS.contains(name)) {
                int start = clean.length();
                clean.appendBuffer(bytes, position, (int) whole);
                if (name.equals("VP8X") && whole > 8) {
                    clean.setByte(start + 8, (byte) (clean.getByte(start + 8) & ~WEBP_FLAGS));
                }
            }
            position += (int) whole;
        }
        return clean.setIntLE(4, clean.length() - 8);
    }

    /** Comments and what programs add, but for the repetition of an animation. */
    private static Buffer gif(Buffer bytes) {
        if (bytes.length() < 13) {
            return bytes;
        }
        int flags = bytes.getUnsignedByte(10);
        int position = 13 + table(flags);
        if (position > bytes.length()) {
            return bytes;
        }
        Buffer clean = Buffer.buffer(bytes.length()).appendBuffer(bytes, 0, position);
        while (position + 2 < bytes.length() && bytes.getUnsignedByte(position) != 0x3B) {
            boolean image = bytes.getUnsignedByte(position) == 0x2C;
            int blocks = image
                    ? position + 10 <= bytes.length() ? position + 11 + table(bytes.getUnsignedByte(position + 9)) : -1
                    : position + 2;
            int end = blocks < 0 ? -1 : blocksEnd(bytes, blocks);
            if (end < 0) {
                break;
            }
            int label = bytes.getUnsignedByte(position + 1);
            boolean repetition = label == 0xFF && text(bytes, position + 3, 8).equals("NETSCAPE");
            if (image || label == 0xF9 || repetition) {
                clean.appendBuffer(bytes, position, end - position);
            }
            position = end;
        }
        return clean.appendByte((byte) 0x3B);
    }

    private static int table(int flags) {
        return (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);
    }

    private static int blocksEnd(Buffer bytes, int from) {
        int position = from;
        while (position < bytes.length()) {
            int length = bytes.getUnsignedByte(position);
            position += 1 + length;
            if (length == 0) {
                return position;
            }
        }
        return -1;
    }

    /** Boxes with words and places become free space of the same length: offsets into the film stay right. */
    private static Buffer film(Buffer bytes) {
        Buffer clean = bytes.copy();
        boxes(clean, 0, clean.length(), 0);
        return clean;
    }

    private static void boxes(Buffer bytes, int from, int to, int depth) {
        int position = from;
        while (position + 8 <= to) {
            long length = bytes.getUnsignedInt(position);
            int head = 8;
            if (length == 1 && position + 16 <= to) {
                length = bytes.getLong(position + 8);
                head = 16;
            } else if (length == 0) {
                length = to - position;
            }
            if (length < head || length > to - position) {
                return;
            }
            String name = text(bytes, position + 4, 4);
            int end = position + (int) length;
            if (PRIVATE_BOXES.contains(name)) {
                bytes.setString(position + 4, "free", StandardCharsets.ISO_8859_1.name());
                bytes.setBytes(position + head, new byte[end - position - head]);
            } else if (BOXES.contains(name) && depth < BOXES.size()) {
                boxes(bytes, position + head, end, depth + 1);
            }
            position = end;
        }
    }

    private static String text(Buffer bytes, int from, int length) {
        return from + length > bytes.length()
                ? ""
                : bytes.getString(from, from + length, StandardCharsets.ISO_8859_1.name());
    }

    private static long number(Buffer bytes, int at, int size, boolean little) {
        return size == 2
                ? little ? bytes.getUnsignedShortLE(at) : bytes.getUnsignedShort(at)
                : little ? bytes.getUnsignedIntLE(at) : bytes.getUnsignedInt(at);
    }
}
