package org.relais.channel;

import java.util.Random;

/** Damage to a code, token or cookie, the same for the same seed. */
public final class CodeMutation {
    private final Random random;

    public CodeMutation(long seed) {
        random = new Random(seed);
    }

    /** Some characters become others, are lost, come twice or change places. */
    public String altered(String code) {
        StringBuilder text = new StringBuilder(code);
        for (int blow = random.nextInt(1, 4); blow > 0 && text.length() > 1; blow--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(32, 0x2100));
                case 1 -> text.deleteCharAt(at);
                case 2 -> text.insert(at, text.charAt(at));
                default -> text.append(text.charAt(at)).deleteCharAt(at);
            }
        }
        return text.toString();
    }

    /** Altered, made up, far too long, or bytes that are no text: one of them a character. */
    public String damaged(String code) {
        return switch (random.nextInt(6)) {
            case 0 -> bytes(random.nextInt(60));
            case 1 -> code.repeat(random.nextInt(2, 40));
            case 2 -> code + bytes(1);
            default -> altered(code);
        };
    }

    /** Of ends of lines none: what follows would be another header. */
    private String bytes(int length) {
        return random.ints(0, 256)
                .filter(one -> one != '\r' && one != '\n')
                .limit(length)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
