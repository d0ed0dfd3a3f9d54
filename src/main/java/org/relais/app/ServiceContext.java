package org.relais.app;

import io.vertx.core.Vertx;
import io.vertx.sqlclient.Pool;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.relais.channel.ChannelContext;
import org.relais.channel.ChannelRegistry;
import org.relais.channel.sender.SenderKeys;
import org.relais.channel.sender.SenderLoader;
import org.relais.config.RelaisConfig;
import org.relais.database.Database;

/**
 * What every module is built from.
 *
 * @param database migrated and open
 * @param nanoTime this node's monotonic clock in nanoseconds; with the wall clock what the channels check permits with
 * @param channels the platforms, with the senders of the configuration and those that were connected since
 * @param senderKeys what the secrets of those are sealed with
 * @param senders keeps the channels as the database says
 */
record ServiceContext(
        Vertx vertx,
        Database database,
        RelaisConfig config,
        InstantSource clock,
        LongSupplier nanoTime,
        SecureRandom random,
        ChannelRegistry channels,
        SenderKeys senderKeys,
        SenderLoader senders) {

    /** The context of a service that runs by this machine's clocks. */
    static ServiceContext create(Vertx vertx, Database database, RelaisConfig config) {
        InstantSource clock = InstantSource.system();
        ChannelContext platforms = new ChannelContext(
                vertx, clock, System::nanoTime, config.delivery().httpTimeout());
        ChannelRegistry channels = ChannelRegistry.create(platforms, config.channels());
        SenderKeys keys = new SenderKeys(config.security().senderKeys());
        return new ServiceContext(
                vertx,
                database,
                config,
                clock,
                System::nanoTime,
                new SecureRandom(),
                channels,
                keys,
                new SenderLoader(vertx, database, keys, channels, config.http().publicUrl()));
    }

    /** What is lent to whoever speaks to the outside. */
    ChannelContext platforms() {
        return new ChannelContext(vertx, clock, nanoTime, config.delivery().httpTimeout());
    }

    Pool pool() {
        return database.pool();
    }

    String publicUrl() {
        return config.http().publicUrl();
    }

    /** Random bytes that make the hashes of one process useless to any other. */
    byte[] salt() {
        byte[] salt = new byte[32];
        random.nextBytes(salt);
        return salt;
    }
}
