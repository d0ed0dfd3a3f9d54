package org.relais.contact.csv;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.relais.digest.Sha256;
import org.relais.input.FaultCode;

/**
 * One pass over the whole file before anything is read from it: its size, its SHA-256, and the charset in which every
 * byte of it is text. UTF-8 and UTF-16 are told by their marks; without one it is UTF-8 when all of it is, and
 * Windows-1252, which French spreadsheets write, when it is not.
 *
 * @param charset of a workbook UTF-8: its texts are
 * @param markBytes bytes of the byte order mark to skip
 * @param workbook whether the file is a workbook ({@code .xlsx}), by its first bytes and whatever its name
 */
public record CsvFileScan(long size, byte[] sha256, Charset charset, int markBytes, boolean workbook) {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /**
     * Reads the file once. Blocks: call it off the event loop.
     *
     * @throws CsvRefusal when it is empty, too large or not text
     */
    public static CsvFileScan of(Path file, CsvLimits limits) throws IOException, CsvRefusal {
        long size = Files.size(file);
        if (size == 0) {
            throw new CsvRefusal(CsvFault.file(FaultCode.EMPTY_FILE, null));
        }
        if (size > limits.bytes()) {
            throw new CsvRefusal(CsvFault.file(FaultCode.FILE_TOO_LARGE, limits.bytes() / (1 << 20) + " MiB"));
        }
        try (InputStream input = Files.newInputStream(file)) {
            return scan(input, size);
        }
    }

    /**
     * How a line of a file of text begins; empty when it has none of this number. Blocks as {@link #of} does.
     *
     * @param most characters
     */
    public String beginning(Path file, long line, int most) throws IOException {
        StringBuilder beginning = new StringBuilder();
        try (InputStream input = Files.newInputStream(file)) {
            input.skipNBytes(markBytes);
            Reader text = new BufferedReader(new InputStreamReader(input, charset));
            long at = 1;
            for (int next = text.read(); next >= 0 && at <= line && beginning.length() < most; next = text.read()) {
                if (next == '\n') {
                    at++;
                } else if (at == line) {
                    beginning.append((char) next);
                }
            }
        }
        return beginning.toString();
    }

    private static CsvFileScan scan(InputStream input, long size) throws IOException, CsvRefusal {
        MessageDigest digest = Sha256.begun();
        byte[] bytes = new byte[1 << 16];
        int length = input.readNBytes(bytes, 0, bytes.length);
        if (XlsxSheet.isOldWorkbook(bytes, length)) {
            throw new CsvRefusal(CsvFault.file(FaultCode.OLD_WORKBOOK, null));
        }
        if (XlsxSheet.isWorkbook(bytes, length)) {
            for (; length > 0; length = input.readNBytes(bytes, 0, bytes.length)) {
                digest.update(bytes, 0, length);
            }
            return new CsvFileScan(size, digest.digest(), StandardCharsets.UTF_8, 0, true);
        }
        Mark mark = Mark.of(bytes, length);
        Strict strict = new Strict(mark.charset);
        Strict western = new Strict(WINDOWS_1252);
        boolean first = true;
        while (length > 0) {
            digest.update(bytes, 0, length);
            int from = first ? mark.bytes : 0;
            strict.feed(bytes, from, length, false);
            if (!mark.given) {
                western.feed(bytes, from, length, false);
            }
            first = false;
            length = input.readNBytes(bytes, 0, bytes.length);
        }
        strict.feed(bytes, 0, 0, true);
        if (strict.isText()) {
            return new CsvFileScan(size, digest.digest(), mark.charset, mark.bytes, false);
        }
        if (!mark.given && western.isText()) {
            return new CsvFileScan(size, digest.digest(), WINDOWS_1252, 0, false);
        }
        throw new CsvRefusal(CsvFault.file(FaultCode.NOT_TEXT, null));
    }

    private record Mark(Charset charset, int bytes, boolean given) {
        static Mark of(byte[] bytes, int length) {
            if (length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF) {
                return new Mark(StandardCharsets.UTF_8, 3, true);
            }
            if (length >= 2 && bytes[0] == (byte) 0xFF && bytes[1] == (byte) 0xFE) {
                return new Mark(StandardCharsets.UTF_16LE, 2, true);
            }
            if (length >= 2 && bytes[0] == (byte) 0xFE && bytes[1] == (byte) 0xFF) {
                return new Mark(StandardCharsets.UTF_16BE, 2, true);
            }
            return new Mark(StandardCharsets.UTF_8, 0, false);
        }
    }

    /** Whether all bytes so far are text in one charset: decodable, and almost free of control characters. */
    private static final class Strict {
        private final CharBuffer characters = CharBuffer.allocate(1 << 16);
        private @Nullable CharsetDecoder decoder;
        private byte[] rest = new byte[0];
        private long controls;
        private long total;

        Strict(Charset charset) {
            decoder = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
        }

        void feed(byte[] bytes, int from, int until, boolean last) {
            if (decoder == null) {
                return;
            }
            ByteBuffer input = ByteBuffer.allocate(rest.length + until - from);
            input.put(rest).put(bytes, from, until - from).flip();
            CoderResult result;
            do {
                characters.clear();
                result = decoder.decode(input, characters, last);
                count(characters.flip());
            } while (result.isOverflow());
            if (result.isError()) {
                decoder = null;
                return;
            }
            rest = new byte[input.remaining()];
            input.get(rest);
        }

        private void count(CharBuffer decoded) {
            total += decoded.remaining();
            while (decoded.hasRemaining()) {
                char character = decoded.get();
                if (character < ' ' && character != '\n' && character != '\r' && character != '\t') {
                    controls++;
                }
            }
        }

        /** A stray control character is one line's fault; more than one in a hundred, and it is no text at all. */
        boolean isText() {
            return decoder != null && controls * 100 <= total;
        }
    }
}
