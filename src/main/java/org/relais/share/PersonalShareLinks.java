package org.relais.share;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.relais.conversation.OptInQuestion;
import org.relais.template.PersonalVariables;
import org.relais.template.PoliticalLabel;
import org.relais.template.ShareLinks;

/** Links of every volunteer's own in every message, so that what they pass on is counted as theirs. */
public final class PersonalShareLinks implements PersonalVariables {
    private static final Pattern OWN_PAGE = Pattern.compile("https?://.+/s/[A-Za-z0-9_-]+");

    /** Where notices stand. */
    static final String NOTICE = "/a/";

    private final ShareCodes codes;
    private final String publicUrl;

    /** @param publicUrl how people reach the service, without trailing slash */
    public PersonalShareLinks(ShareCodes codes, String publicUrl) {
        this.codes = codes;
        this.publicUrl = publicUrl;
    }

    @Override
    public Set<String> names() {
        return Set.of(ShareLinks.PAGE, ShareLinks.TAPS, ShareLinks.CODE, PoliticalLabel.LINK);
    }

    /** In a preview, message and contact are 0: the links look like real ones and lead nowhere. */
    @Override
    public Map<String, String> values(long organisationId, long messageId, long contactId) {
        String code = codes.code(new ShareLink(messageId, contactId));
        return Map.of(
                ShareLinks.PAGE,
                page(code),
                ShareLinks.TAPS,
                taps(code),
                ShareLinks.CODE,
                code,
                PoliticalLabel.LINK,
                notice(messageId));
    }

    @Override
    public Optional<Long> owner(String code) {
        return read(code).map(ShareLink::volunteerId).filter(volunteer -> volunteer != 0);
    }

    /** The message by whose link somebody came who is asked whether they agree; empty for who came otherwise. */
    public Optional<Long> messageOf(OptInQuestion question) {
        return ShareReplies.code(question).flatMap(this::read).map(ShareLink::messageId);
    }

    /** The code of a link. */
    String code(ShareLink link) {
        return codes.code(link);
    }

    /** What a code stands for; empty when it is none of ours. */
    Optional<ShareLink> read(String code) {
        return codes.read(code);
    }

    /** Whether an address is of a volunteer's own page, which is there from when their message is sent. */
    public static boolean isOwnPage(String url) {
        return OWN_PAGE.matcher(url).matches();
    }

    /** The notice of political advertising, the same for everybody: the code is that of the organisation's own share link. */
    public String notice(long messageId) {
        return publicUrl + NOTICE + codes.code(new ShareLink(messageId, 0));
    }

    /** The page for friends. */
    String page(String code) {
        return publicUrl + "/m/" + code;
    }

    /** The volunteer's own page; the one-tap links stand under it. */
    String taps(String code) {
        return publicUrl + "/s/" + code;
    }
}
