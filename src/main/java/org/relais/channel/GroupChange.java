package org.relais.channel;

import org.jspecify.annotations.Nullable;
import org.relais.database.SqlNamed;

/**
 * What became of a group or channel of a platform: how a sender of ours stands there now, or that somebody entered it by a
 * link that the sender made.
 *
 * @param chat the platform's id of the group
 * @param title as people see it
 * @param channel whether only its administrators write there
 * @param ability what the sender may do there now; null: it is about somebody who entered
 * @param link name of the link that they entered by; null: it is about the sender
 */
public record GroupChange(
        String chat, String title, boolean channel, @Nullable Ability ability, @Nullable String link) {

    /** What a sender may do in a group. */
    public enum Ability implements SqlNamed {
        /** It makes links, and hears who enters by them. */
        INVITES,
        /** It is an administrator without the right to invite. */
        NO_RIGHT,
        /** It is in the group as everybody is. */
        NO_ADMINISTRATOR,
        /** It is not there any more, or the group is gone. */
        REMOVED;

        public static Ability of(String sqlName) {
            return SqlNamed.of(Ability.class, sqlName);
        }
    }
}
