package org.relais.share;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.relais.channel.ChannelRegistry;
import org.relais.organisation.Sender;
import org.relais.organisation.SenderStore.SenderState;
import org.relais.share.LandingView.Join;
import org.relais.text.LanguageMark;

/** Links that open a chat with the organisation, its join code ready to be sent. */
public final class JoinLinks {
    private final ChannelRegistry channels;

    public JoinLinks(ChannelRegistry channels) {
        this.channels = channels;
    }

    /**
     * One per channel, of the organisation's first sender there. A paused sender still listens, so it is invited to.
     *
     * @param barred channels that the organisation may not write on
     * @param language in which whoever comes by the link is asked, unless they have one
     */
    public List<Join> of(List<SenderState> senders, Set<String> barred, String code, String language) {
        return of(senders, barred, LanguageMark.on(code, language));
    }

    /** The same in whatever language. */
    public List<Join> of(List<SenderState> senders, Set<String> barred, String code) {
        List<Join> joins = new ArrayList<>();
        Set<String> taken = new HashSet<>(barred);
        for (SenderState state : senders) {
            Sender sender = state.sender();
            if (!taken.contains(sender.channel())) {
                channels.find(sender.channel())
                        .flatMap(channel -> channel.joinLink(sender.externalId(), code))
                        .ifPresent(link -> {
                            taken.add(sender.channel());
                            joins.add(new Join(sender.channel(), link));
                        });
            }
        }
        return joins;
    }
}
