package org.relais.sandbox.page;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.Content;
import org.relais.sandbox.world.InlineList;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.PhoneButton;
import org.relais.sandbox.world.PhoneConversation;
import org.relais.sandbox.world.SimulatedPlatform;
import org.relais.sandbox.world.Switches;
import org.relais.sandbox.world.World;

/**
 * One phone as the page shows it.
 *
 * @param id phone id
 * @param dom the id made fit for an HTML id
 * @param path the id made fit for an address
 * @param address number or id under the name
 * @param unstarted whether it has not started the bot yet, so that its app takes nothing but that
 * @param blocked whether the person has blocked the sender; not whether all have, by a switch
 * @param flags texts of the switches and states that are on
 * @param keyboard Telegram's reply keyboard
 * @param members who can write in a group
 * @param chats where else on this platform it may write
 * @param inline what a bot offers where its name was typed; null for nothing
 * @param sheet what its browser shows, or a text that waits to be sent to somebody; null for nothing
 */
public record PhoneView(
        String id,
        String dom,
        String path,
        String name,
        String address,
        boolean telegram,
        boolean group,
        boolean unstarted,
        boolean blocked,
        List<String> flags,
        List<BubbleView> bubbles,
        List<String> keyboard,
        List<Member> members,
        List<Member> chats,
        @Nullable InlineView inline,
        PhoneBrowser.@Nullable Sheet sheet,
        Switches switches) {
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");
    private static final int SHOWN_BUBBLES = 60;

    private static final int MOST_CHATS = 200;

    /** Someone in a group, or a chat. */
    public record Member(String id, String name) {}

    /** @param items null until the bot has answered */
    public record InlineView(String to, @Nullable List<InlineList.Item> items) {}

    /** One message. */
    public record BubbleView(
            String id,
            boolean received,
            @Nullable String author,
            @Nullable String header,
            List<Segment> text,
            @Nullable String footer,
            @Nullable String media,
            boolean mediaOpens,
            @Nullable String picture,
            String kind,
            List<ButtonView> buttons,
            List<ButtonView> rows,
            String listTitle,
            Content.@Nullable Form form,
            String time,
            String moment,
            String status,
            boolean edited,
            boolean deleted,
            @Nullable String toast) {}

    /**
     * A piece of text.
     *
     * @param styles classes of its styles
     * @param opens what opening the link sends to a sender of this sandbox, where it leads to one
     * @param follows what the page sends for a link that the phone itself opens
     */
    public record Segment(
            String text, String styles, @Nullable String link, @Nullable String opens, @Nullable String follows) {
        static Segment plain(String text, String styles) {
            return new Segment(text, styles, null, null, null);
        }
    }

    /** A button of a message. */
    public record ButtonView(
            String label,
            String data,
            @Nullable String description,
            boolean answers,
            boolean copies,
            boolean shares,
            @Nullable String link,
            @Nullable String opens,
            @Nullable String follows) {}

    static PhoneView of(World world, Phone phone, PageText texts, PhoneBrowser.@Nullable Sheet sheet) {
        Switches switches = world.switches().of(phone);
        boolean blocked = world.usualSender(phone)
                .map(sender -> phone.with(sender).blocked())
                .orElse(false);
        List<String> flags = new ArrayList<>();
        if (blocked || switches.blocked()) {
            flags.add(texts.text("blocked"));
        }
        if (switches.deactivated()) {
            flags.add(texts.text("deactivated"));
        }
        if (phone.conversations().values().stream().anyMatch(PhoneConversation::marketingStopped)) {
            flags.add(texts.text("stopped"));
        }
        DeepLinks links = new DeepLinks(world, phone);
        List<BubbleView> bubbles = phone.history().newest(SHOWN_BUBBLES, bubble -> true).stream()
                .map(bubble -> bubble(world, bubble, links, texts))
                .toList();
        List<String> keyboard = world.usualSender(phone)
                .map(sender -> phone.with(sender).keyboard().stream()
                        .map(PhoneButton::label)
                        .toList())
                .orElse(List.of());
        List<Member> members = phone.members().stream()
                .flatMap(id -> world.phone(id).stream())
                .map(member -> new Member(member.id(), member.name()))
                .toList();
        return new PhoneView(
                phone.id(),
                dom(phone.id()),
                URLEncoder.encode(phone.id(), StandardCharsets.UTF_8),
                phone.name(),
                address(phone),
                phone.platform() == SimulatedPlatform.TELEGRAM,
                phone.group(),
                unstarted(world, phone),
                blocked,
                flags,
                bubbles,
                keyboard,
                members,
                chats(world, phone),
                inline(world, phone),
                sheet,
                switches);
    }

    private static boolean unstarted(World world, Phone phone) {
        return phone.platform() == SimulatedPlatform.TELEGRAM
                && !phone.group()
                && world.usualSender(phone)
                        .map(sender -> !phone.with(sender).started())
                        .orElse(false);
    }

    private static List<Member> chats(World world, Phone phone) {
        return phone.group()
                ? List.of()
                : world.phones().stream()
                        .filter(other -> other.platform() == phone.platform() && other != phone)
                        .limit(MOST_CHATS)
                        .map(other -> new Member(other.id(), other.name()))
                        .toList();
    }

    private static @Nullable InlineView inline(World world, Phone phone) {
        InlineList shown = phone.conversations().values().stream()
                .flatMap(conversation -> Stream.ofNullable(conversation.inline()))
                .findFirst()
                .orElse(null);
        return shown == null
                ? null
                : new InlineView(world.phone(shown.to()).map(Phone::name).orElse(shown.to()), shown.items());
    }

    /** The form's field for a link that the phone itself opens, as JSON; null for one that leaves the page. */
    static @Nullable String follows(World world, String link) {
        return PhoneBrowser.stays(world, link)
                ? new JsonObject().put("link", link).encode()
                : null;
    }

    static String dom(String id) {
        return id.replaceAll("[^A-Za-z0-9-]", "_");
    }

    static String address(Phone phone) {
        return phone.number() == null ? phone.userId() : "+" + phone.number();
    }

    /** As it stands without a script: in the machine's zone where no other is told. */
    private static DateTimeFormatter clock(World world) {
        return CLOCK.withZone(Objects.requireNonNullElseGet(world.zone(), ZoneId::systemDefault));
    }

    private static BubbleView bubble(World world, ChatMessage bubble, DeepLinks links, PageText texts) {
        Content content = bubble.content();
        List<ButtonView> buttons = content.buttons().stream()
                .map(button -> button(world, button, links))
                .toList();
        boolean list = content.listTitle() != null;
        String media = content.media();
        return new BubbleView(
                bubble.id(),
                bubble.received(),
                bubble.author(),
                content.header(),
                links.segments(content),
                content.footer(),
                media,
                media != null && media.matches("(?i)(https?://|/ui/files/).*"),
                picture(world, content),
                content.kind(),
                list ? List.of() : buttons,
                list ? buttons : List.of(),
                list ? String.valueOf(content.listTitle()) : "",
                content.form(),
                clock(world).format(bubble.began()),
                bubble.began().toString(),
                texts.text(bubble.status()),
                bubble.edited(),
                bubble.deleted(),
                bubble.toast());
    }

    /** What shows the picture of a message: a file of the phone's own, or what the service was sent with; null for none. */
    private static @Nullable String picture(World world, Content content) {
        String media = content.media();
        boolean file = media != null && media.startsWith("/ui/files/");
        if (media == null || file) {
            return file && (content.kind().equals("image") || content.kind().equals("sticker")) ? media : null;
        }
        return PhoneBrowser.isPicture(world, media)
                ? "/ui/pictures?of=" + URLEncoder.encode(media, StandardCharsets.UTF_8)
                : null;
    }

    private static ButtonView button(World world, PhoneButton button, DeepLinks links) {
        boolean opens =
                button.kind() == PhoneButton.Kind.LINK && button.data().matches("(?i)(https?|tg|sms|mailto):.*");
        String link =
                switch (button.kind()) {
                    case LINK -> opens ? button.data() : null;
                    case CALL -> "tel:" + button.data();
                    case CALLBACK, REPLY, ROW, QUICK_REPLY, TEXT, CONTACT, COPY, SHARE, FORM -> null;
                };
        return new ButtonView(
                button.label(),
                button.data(),
                button.description(),
                button.kind().answers(),
                button.kind() == PhoneButton.Kind.COPY,
                button.kind() == PhoneButton.Kind.SHARE,
                link,
                link == null ? null : links.payload(link),
                link == null ? null : follows(world, link));
    }

    /** A row of the list of phones. */
    public record Row(
            String id,
            String path,
            String name,
            String address,
            boolean telegram,
            boolean blocked,
            long unread,
            String last,
            @Nullable String moment,
            @Nullable String time) {
        static Row of(World world, Phone phone) {
            ChatMessage newest =
                    phone.history().newest(bubble -> !bubble.deleted()).orElse(null);
            String last = newest == null ? "" : StyledRun.plain(phone.platform(), newest.content());
            boolean blocked = phone.conversations().values().stream().anyMatch(PhoneConversation::blocked)
                    || world.switches().of(phone).blocked();
            return new Row(
                    phone.id(),
                    URLEncoder.encode(phone.id(), StandardCharsets.UTF_8),
                    phone.name(),
                    PhoneView.address(phone),
                    phone.platform() == SimulatedPlatform.TELEGRAM,
                    blocked,
                    phone.unread(),
                    last.length() > 80
                            ? last.substring(
                                    0, last.offsetByCodePoints(0, Math.min(80, last.codePointCount(0, last.length()))))
                            : last,
                    newest == null ? null : newest.began().toString(),
                    newest == null ? null : clock(world).format(newest.began()));
        }
    }

    /** What stands above the list. */
    public record Totals(int phones, long messages) {
        static Totals of(World world) {
            return new Totals(world.phones().size(), world.messages().added());
        }
    }
}
