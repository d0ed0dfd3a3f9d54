package org.relais.cli;

import java.time.InstantSource;
import org.relais.app.process.UsageException;
import org.relais.channel.sender.KeyRotation;
import org.relais.channel.sender.SenderKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The keys that the secrets of senders are sealed with. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description =
                "Says which keys the secrets of connected senders are sealed with, and seals them with the current one.")
public final class KeysCommand {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "How many senders are sealed with each key.")
    int list(@Mixin ConfigOption config) throws Exception {
        try (CommandContext context = CommandContext.open(config)) {
            rotation(context).counts().await().forEach((key, senders) -> System.out.println(key + "\t" + senders));
            return 0;
        }
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description =
                    "Seals the secrets of all senders with the first key of security.senderKeys. All nodes must have"
                            + " that key by then; they go on sending meanwhile. Exit code 1 when no key opens a sender's secrets.")
    int rotate(@Mixin ConfigOption config) throws Exception {
        try (CommandContext context = CommandContext.open(config)) {
            KeyRotation.Result result = rotation(context).run().await();
            System.out.println(result.resealed() + " senders are sealed anew");
            result.unreadable()
                    .forEach(id ->
                            System.err.println("relais: no key in security.senderKeys opens the secrets of sender " + id
                                    + ": give it new ones"));
            return result.unreadable().isEmpty() ? 0 : 1;
        }
    }

    private static KeyRotation rotation(CommandContext context) {
        SenderKeys keys = new SenderKeys(context.config().security().senderKeys());
        if (!keys.present()) {
            throw new UsageException("there is no key in security.senderKeys");
        }
        return new KeyRotation(context.database().pool(), keys, InstantSource.system());
    }
}
