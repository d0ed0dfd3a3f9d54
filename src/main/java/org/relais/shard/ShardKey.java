package org.relais.shard;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.util.HexFormat;
import org.relais.organisation.Tokens;

/**
 * Something that one organisation has, and that tells whose a request is.
 *
 * @param value no secret: of those only the hash
 */
public record ShardKey(Kind kind, String value) {
    /** What it is: the table in which it is looked for. */
    public enum Kind {
        TOKEN,
        SESSION,
        SIGN_IN_LINK,
        INVITATION,
        DATA_LINK,
        ORGANISER,
        CONTACT,
        MESSAGE,
        ACTION,
        PICTURE,
        SENDER
    }

    private static final String BETWEEN = ":";

    static ShardKey secret(Kind kind, String secret) {
        return new ShardKey(kind, HexFormat.of().formatHex(Tokens.hash(secret)));
    }

    static ShardKey id(Kind kind, long id) {
        return new ShardKey(kind, Long.toString(id));
    }

    /** A picture by its unguessable name. */
    static ShardKey picture(String name) {
        return new ShardKey(Kind.PICTURE, name);
    }

    /** A sender by its platform's id of it. */
    public static ShardKey sender(String channel, String externalId) {
        return new ShardKey(Kind.SENDER, channel + BETWEEN + externalId);
    }

    /** The parameters of {@link ShardStore}'s statement. */
    Tuple parameters() {
        return switch (kind) {
            case TOKEN, SESSION, SIGN_IN_LINK, INVITATION, DATA_LINK ->
                Tuple.of(Buffer.buffer(HexFormat.of().parseHex(value)));
            case ORGANISER, CONTACT, MESSAGE, ACTION -> Tuple.of(Long.valueOf(value));
            case PICTURE -> Tuple.of(value);
            case SENDER -> {
                int end = value.indexOf(BETWEEN);
                yield Tuple.of(value.substring(0, end), value.substring(end + 1));
            }
        };
    }
}
