package org.relais.sandbox.page;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.relais.sandbox.control.PhoneRoutes;
import org.relais.sandbox.world.Arrival;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.World;

/** Messages between two people, of which no service hears, and phones of people to whom somebody passes something on. */
final class Friends {
    private static final List<String> NAMES =
            List.of("Sacha Petit", "Nour Haddad", "Maëlle Dupont", "Ibrahim Sow", "Lou Bernard", "Hugo Da Silva");

    private final World world;
    private final PhoneRoutes phones;

    Friends(World world, PhoneRoutes phones) {
        this.world = world;
        this.phones = phones;
    }

    /** The phone of that id, or where none is named a new one with the same app. */
    Phone chosen(Phone from, String id) {
        return id.isEmpty()
                ? make(from.platform(), from.language())
                : world.phone(id)
                        .filter(phone -> phone.platform() == from.platform())
                        .orElseThrow(() -> new InvalidField("to", "?"));
    }

    private Phone make(SimulatedPlatform platform, String language) {
        Set<String> taken = world.phones().stream().map(Phone::name).collect(Collectors.toSet());
        String name = NAMES.stream()
                .filter(each -> !taken.contains(each))
                .findFirst()
                .orElse(NAMES.get(world.random().nextInt(NAMES.size())));
        JsonObject described = new JsonObject()
                .put("channel", platform.key())
                .put("name", name)
                .put("language", language);
        // Of the numbers that ARCEP keeps for fiction.
        return phones.one(
                platform == SimulatedPlatform.TELEGRAM
                        ? described.put("userId", newTelegramId(world))
                        : described.put(
                                "number",
                                Long.toString(33_639_985_000L + world.random().nextInt(5_000))));
    }

    static String newTelegramId(World world) {
        return Long.toString(700_000_000L + world.random().nextInt(99_999_999));
    }

    /** Puts a text that one person sends another on the other's phone. */
    void passOn(Phone from, Phone to, String text) {
        if (text.isBlank()) {
            throw new InvalidField("text", "must not be empty");
        }
        SimulatedSender sender = world.usualSender(to).orElseThrow(() -> new InvalidField("to", "?"));
        Arrival arrival = world.arrive();
        ChatMessage message = ChatMessage.written(
                "friend." + arrival.sequence(), to, sender.key(), arrival, Content.text("text", text));
        message.author(from.name());
        world.written(to, message);
    }
}
