package org.relais.app;

import io.vertx.core.Future;
import io.vertx.sqlclient.Pool;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.SenderProfile;
import org.relais.organisation.OrganisationStore;
import org.relais.organisation.SenderStore;
import org.relais.task.Sequence;

/** Registration of the configuration's senders in the database. */
final class SenderRegistration {
    private final OrganisationStore organisations;
    private final SenderStore senders;
    private final boolean alone;

    /** @param alone whether this database holds all organisations: one that it does not know is none of another's then */
    SenderRegistration(OrganisationStore organisations, SenderStore senders, boolean alone) {
        this.organisations = organisations;
        this.senders = senders;
        this.alone = alone;
    }

    /** Fails with one clear line when a sender names an organisation that there is not. */
    Future<Void> register(Pool pool, ChannelRegistry channels) {
        return Sequence.each(
                channels.all(),
                channel -> Sequence.each(channel.senders(), profile -> register(pool, channel.kind(), profile)));
    }

    private Future<Void> register(Pool pool, String channel, SenderProfile profile) {
        return organisations
                .findBySlug(pool, profile.organisation())
                .compose(found -> found.map(organisation -> senders.register(
                                pool, organisation.id(), channel, profile.externalId(), profile.name()))
                        .orElseGet(() -> !alone
                                ? Future.succeededFuture()
                                : Future.failedFuture(new IllegalStateException("channels." + channel + ": the"
                                        + " sender " + profile.name() + " belongs to the organisation "
                                        + profile.organisation()
                                        + ", which there is not: create it with 'relais organisation'"))))
                .mapEmpty();
    }
}
