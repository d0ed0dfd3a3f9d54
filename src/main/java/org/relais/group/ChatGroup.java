package org.relais.group;

import java.time.Instant;
import org.relais.channel.GroupChange.Ability;

/**
 * A group or channel of a platform that a sender is in.
 *
 * @param channel whether only its administrators write there
 * @param ability of the sender there
 * @param changedAt when the platform last said so
 */
public record ChatGroup(long id, long senderId, String title, boolean channel, Ability ability, Instant changedAt) {

    /** Whether volunteers get links into it. */
    public boolean invites() {
        return ability == Ability.INVITES;
    }
}
