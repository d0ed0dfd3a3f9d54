package org.relais.shard;

import io.vertx.core.http.HttpServerRequest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relais.action.event.EventCodes;
import org.relais.action.referral.ReferralCodes;
import org.relais.api.ApiRoutes;
import org.relais.console.ConsoleRoutes;
import org.relais.inbox.DataLinks;
import org.relais.picture.PictureRoutes;
import org.relais.shard.ShardKey.Kind;
import org.relais.share.ShareCodes;
import org.relais.share.UnsubscribeLinks;

/** What says whose a request is: its token, its session, or the code or name in its address. */
public final class ShardKeys {
    private final @Nullable Codes codes;

    private record Codes(ShareCodes shares, UnsubscribeLinks stops, EventCodes events, ReferralCodes referrals) {}

    /** @param linkKey signs the codes; without one there are none */
    public ShardKeys(byte @Nullable [] linkKey) {
        this.codes = linkKey == null
                ? null
                : new Codes(
                        new ShareCodes(linkKey),
                        new UnsubscribeLinks(linkKey, ""),
                        new EventCodes(linkKey, ""),
                        new ReferralCodes(linkKey, ""));
    }

    /** Empty when it is nobody's in particular, or shows nothing that could be ours. */
    public Optional<ShardKey> of(HttpServerRequest request) {
        String path = String.valueOf(request.path());
        if (path.startsWith(ApiRoutes.BASE)) {
            return ApiRoutes.token(request).map(token -> ShardKey.secret(Kind.TOKEN, token));
        }
        if (path.startsWith(ConsoleRoutes.BASE)) {
            return ConsoleRoutes.session(request).map(session -> ShardKey.secret(Kind.SESSION, session));
        }
        return ConsoleRoutes.linkSecret(path)
                .map(link -> ShardKey.secret(Kind.SIGN_IN_LINK, link))
                .or(() -> ConsoleRoutes.invitationSecret(path).map(link -> ShardKey.secret(Kind.INVITATION, link)))
                .or(() -> path.startsWith(DataLinks.PATH)
                        ? Optional.of(ShardKey.secret(Kind.DATA_LINK, path.substring(DataLinks.PATH.length())))
                        : Optional.empty())
                .or(() -> PictureRoutes.name(path).map(ShardKey::picture))
                .or(() -> ConsoleRoutes.passkeyOwner(path).map(organiser -> ShardKey.id(Kind.ORGANISER, organiser)))
                .or(() -> codes == null ? Optional.empty() : ofCode(codes, path.split("/", 4)));
    }

    /** @param parts of {@code /<page>/<code>...} */
    private static Optional<ShardKey> ofCode(Codes codes, String[] parts) {
        String code = parts.length > 2 ? parts[2] : "";
        return switch (parts.length > 2 ? parts[1] : "") {
            case "m", "s", "a" -> codes.shares().read(code).map(link -> ShardKey.id(Kind.MESSAGE, link.messageId()));
            case "u" -> codes.stops().read(code).map(ids -> ShardKey.id(Kind.CONTACT, ids.contactId()));
            case "n" -> codes.referrals().read(code).map(contact -> ShardKey.id(Kind.CONTACT, contact));
            case "e" ->
                codes.events()
                        .read(code.endsWith(".ics") ? code.substring(0, code.length() - 4) : code)
                        .map(action -> ShardKey.id(Kind.ACTION, action));
            default -> Optional.empty();
        };
    }
}
