package org.relais.action.referral;

import org.relais.channel.ChannelCatalogue;
import org.relais.channel.ChannelDescriptor;

/** The app in which a volunteer writes to somebody's number: the first channel's that can be opened so. */
final class NumberApp {
    private NumberApp() {}

    static ChannelDescriptor channel() {
        return ChannelCatalogue.opensNumbers()
                .orElseThrow(() -> new IllegalStateException("no channel's app opens the chat with a number"));
    }

    /**
     * Opens the chat with a number, the text ready to be sent.
     *
     * @param digits of the number, or what stands for them
     */
    static String link(String digits, String text) {
        return channel().share().flatMap(share -> share.toNumber(digits, text)).orElseThrow();
    }
}
