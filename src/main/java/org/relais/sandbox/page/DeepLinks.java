package org.relais.sandbox.page;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.page.PhoneView.Segment;
import org.relais.sandbox.telegram.TelegramBot;
import org.relais.sandbox.whatsapp.WhatsAppNumber;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.SimulatedSender;
import org.relais.sandbox.world.World;

/** Finder of links in a text, and among them those that open a conversation with a sender of this sandbox. */
final class DeepLinks {
    private static final Pattern LINK = Pattern.compile("(?i)\\bhttps?://[^\\s<>\"]+[^\\s<>\"'.,;:!?)\\]]");

    private final World world;
    private final Phone phone;

    DeepLinks(World world, Phone phone) {
        this.world = world;
        this.phone = phone;
    }

    /** The text cut at its links and styles, with the links that stood behind words added at the end. */
    List<Segment> segments(Content content) {
        List<Segment> segments = new ArrayList<>();
        List<StyledRun> runs = phone.platform() == SimulatedPlatform.WHATSAPP
                ? StyledRun.ofMarks(content.text())
                : StyledRun.ofEntities(content);
        runs.forEach(run -> cut(run, segments));
        for (String link : content.links()) {
            if (link.matches("(?i)(https?|mailto|sms|tel|tg):.*")) {
                segments.add(new Segment("\n" + link, "", link, payload(link), PhoneView.follows(world, link)));
            }
        }
        return segments;
    }

    private void cut(StyledRun run, List<Segment> segments) {
        String text = run.text();
        Matcher matcher = LINK.matcher(text);
        int from = 0;
        while (matcher.find()) {
            if (matcher.start() > from) {
                segments.add(Segment.plain(text.substring(from, matcher.start()), run.styles()));
            }
            String link = matcher.group();
            segments.add(new Segment(link, run.styles(), link, payload(link), PhoneView.follows(world, link)));
            from = matcher.end();
        }
        if (from < text.length()) {
            segments.add(Segment.plain(text.substring(from), run.styles()));
        }
    }

    /** What this phone sends when it opens the link, if the link leads to a sender of its platform. */
    @Nullable
    String payload(String link) {
        return target(world, link)
                .filter(target -> target.sender().platform() == phone.platform())
                .map(Target::payload)
                .orElse(null);
    }

    /** A sender of this sandbox and what opening the link sends to it. */
    record Target(SimulatedSender sender, String payload) {}

    /** Reads {@code https://t.me/<bot>?start=…}, {@code https://t.me/+…} into a group, {@code https://wa.me/<number>?text=…}, or the same under this sandbox. */
    static Optional<Target> target(World world, String link) {
        URI uri;
        try {
            uri = new URI(link);
        } catch (URISyntaxException malformed) {
            return Optional.empty();
        }
        String path = String.valueOf(uri.getHost()) + String.valueOf(uri.getRawPath());
        Map<String, String> query = query(uri.getRawQuery());
        int telegram = path.indexOf("t.me/");
        if (telegram >= 0) {
            String bot = path.substring(telegram + "t.me/".length());
            if (bot.startsWith("+")) {
                return world.senders().stream()
                        .filter(sender -> sender instanceof TelegramBot known && known.invitesBy(bot.substring(1)))
                        .findFirst()
                        .map(sender -> new Target(sender, bot));
            }
            return world.senders().stream()
                    .filter(sender -> sender instanceof TelegramBot known
                            && known.username().equalsIgnoreCase(bot))
                    .findFirst()
                    .map(sender -> new Target(sender, query.getOrDefault("start", "")));
        }
        int whatsapp = path.indexOf("wa.me/");
        if (whatsapp >= 0) {
            String digits = path.substring(whatsapp + "wa.me/".length());
            return world.senders().stream()
                    .filter(sender -> sender.platform() == SimulatedPlatform.WHATSAPP
                            && sender instanceof WhatsAppNumber number
                            && number.line()
                                    .displayPhoneNumber()
                                    .replaceAll("\\D", "")
                                    .equals(digits))
                    .findFirst()
                    .map(sender -> new Target(sender, query.getOrDefault("text", "")));
        }
        return Optional.empty();
    }

    static Map<String, String> query(@Nullable String raw) {
        Map<String, String> values = new HashMap<>();
        if (raw != null) {
            for (String pair : raw.split("&")) {
                int equals = pair.indexOf('=');
                try {
                    values.put(
                            URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), StandardCharsets.UTF_8),
                            equals < 0 ? "" : URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
                } catch (IllegalArgumentException malformed) {
                    values.put(pair, "");
                }
            }
        }
        return values;
    }
}
