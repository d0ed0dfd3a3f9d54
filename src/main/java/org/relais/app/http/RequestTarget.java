package org.relais.app.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** What a request asks for, as its first line says it. */
final class RequestTarget {
    private RequestTarget() {}

    /**
     * Whether a handler can read it: every escape is one, and a path is UTF-8 without control characters. What a query holds
     * is judged by who reads it, field by field; in another encoding it reads as replacement characters.
     */
    static boolean isReadable(String target) {
        if (target.isEmpty() || target.chars().anyMatch(each -> each <= ' ' || each == 0x7F)) {
            return false;
        }
        if (target.indexOf('%') < 0) {
            return true;
        }
        int query = target.indexOf('?');
        String path = query < 0 ? target : target.substring(0, query);
        return isEscaped(target) && isText(path);
    }

    private static boolean isEscaped(String text) {
        for (int at = text.indexOf('%'); at >= 0; at = text.indexOf('%', at + 1)) {
            if (at + 2 >= text.length()
                    || !HexFormat.isHexDigit(text.charAt(at + 1))
                    || !HexFormat.isHexDigit(text.charAt(at + 2))) {
                return false;
            }
        }
        return true;
    }

    /** Of a path whose escapes are escapes. */
    private static boolean isText(String path) {
        ByteBuffer bytes = ByteBuffer.allocate(path.length());
        for (int at = 0; at < path.length(); at++) {
            if (path.charAt(at) == '%') {
                bytes.put((byte) HexFormat.fromHexDigits(path, at + 1, at + 3));
                at += 2;
            } else {
                // Raw bytes are read as Latin-1 by the decoder: here they are bytes again.
                bytes.put((byte) path.charAt(at));
            }
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(bytes.flip())
                    .chars()
                    .noneMatch(each -> each < ' ' || each == 0x7F);
        } catch (CharacterCodingException otherBytes) {
            return false;
        }
    }
}
