package org.relais.share;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.relais.channel.AppLink;
import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;
import org.relais.template.ShareLinks;

/**
 * Where a volunteer passes a message on: the apps of the channels, then what every phone has.
 *
 * @param word in SQL and in the one-tap links: {@code /s/<code>/<word>}
 * @param channel whose app it is; empty for what is no channel
 * @param link opens it with text and page; empty for {@link #EMAIL}, which has a subject too, and {@link #COPY}
 */
public record ShareApp(String word, Optional<ChannelDescriptor> channel, Optional<AppLink> link) {
    public static final ShareApp SMS = new ShareApp("sms", Optional.empty(), Optional.of(ShareLinks::sms));
    public static final ShareApp EMAIL = new ShareApp("email", Optional.empty(), Optional.empty());
    /** Anywhere else: the text is shown ready to be copied. */
    public static final ShareApp COPY = new ShareApp("copy", Optional.empty(), Optional.empty());

    private static final List<ShareApp> ALL = Stream.concat(
                    ChannelCatalogue.all().stream()
                            .filter(channel -> channel.share().isPresent())
                            .map(channel -> new ShareApp(channel.kind(), Optional.of(channel), channel.share())),
                    Stream.of(SMS, EMAIL, COPY))
            .toList();

    /** In the order in which they are shown. */
    public static List<ShareApp> all() {
        return ALL;
    }

    public static Optional<ShareApp> of(String word) {
        return ALL.stream().filter(app -> app.word().equals(word)).findFirst();
    }
}
