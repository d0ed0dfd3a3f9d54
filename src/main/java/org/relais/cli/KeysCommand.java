package org.relais.cli;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.relais.app.process.UsageException;
import org.relais.channel.sender.KeyRotation;
import org.relais.channel.sender.SenderKeys;
import org.relais.organisation.password.TotpSecrets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The keys that the secrets of senders and second factors are sealed with. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description =
                "Says which keys the secrets of connected senders and of second factors are sealed with, and seals them with the"
                        + " current one.")
public final class KeysCommand {

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "How many senders and second factors are sealed with each key.")
    int list(@Mixin ConfigOption config) throws Exception {
        try (CommandContext context = CommandContext.open(config)) {
            Map<String, Long> senders = rotation(context).counts().await();
            Map<String, Long> factors = factors(context).counts().await();
            Set<String> keys = new TreeSet<>(senders.keySet());
            keys.addAll(factors.keySet());
            keys.forEach(key -> System.out.println(key + "\t" + senders.getOrDefault(key, 0L) + " senders\t"
                    + factors.getOrDefault(key, 0L) + " second factors"));
            return 0;
        }
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description =
                    "Seals the secrets of all senders and second factors with the first key of security.senderKeys. All nodes must have"
                            + " that key by then; they go on sending meanwhile. Exit code 1 when no key opens a sender's secrets.")
    int rotate(@Mixin ConfigOption config) throws Exception {
        try (CommandContext context = CommandContext.open(config)) {
            KeyRotation.Result result = rotation(context).run().await();
            TotpSecrets.Resealed factors = factors(context).reseal().await();
            System.out.println(
                    result.resealed() + " senders and " + factors.resealed() + " second factors are sealed anew");
            result.unreadable()
                    .forEach(id ->
                            System.err.println("relais: no key in security.senderKeys opens the secrets of sender " + id
                                    + ": give it new ones"));
            List<Long> lost = factors.unreadable();
            lost.forEach(id -> System.err.println("relais: no key in security.senderKeys opens the second factor of"
                    + " organiser " + id + ": an owner turns it off"));
            return result.unreadable().isEmpty() && lost.isEmpty() ? 0 : 1;
        }
    }

    private static TotpSecrets factors(CommandContext context) {
        return new TotpSecrets(context.database().pool(), keys(context), InstantSource.system());
    }

    private static KeyRotation rotation(CommandContext context) {
        return new KeyRotation(context.database().pool(), keys(context), InstantSource.system());
    }

    private static SenderKeys keys(CommandContext context) {
        SenderKeys keys = new SenderKeys(context.config().security().senderKeys());
        if (!keys.present()) {
            throw new UsageException("there is no key in security.senderKeys");
        }
        return keys;
    }
}
