package org.relais.group;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/** What a yes to a share action of a group begins: the volunteer is to have their own link into it. */
public final class InviteLinks {
    private static final String PREFIX = "relais-";
    private static final String SIGNS = "abcdefghjkmnpqrstuvwxyz23456789";
    private static final int LENGTH = 12;

    private final RandomGenerator random;
    private final InstantSource clock;
    private final InviteLinkStore store = new InviteLinkStore();

    public InviteLinks(RandomGenerator random, InstantSource clock) {
        this.random = random;
        this.clock = clock;
    }

    /** Does nothing for an action without a group, and for who has a link already; it is made and told a moment later. */
    public Future<Void> want(SqlClient tx, long organisationId, long actionId, long contactId) {
        return store.want(tx, organisationId, actionId, contactId, code(), clock.instant());
    }

    private String code() {
        StringBuilder code = new StringBuilder(PREFIX);
        for (int sign = 0; sign < LENGTH; sign++) {
            code.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return code.toString();
    }
}
