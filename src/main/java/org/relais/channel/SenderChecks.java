package org.relais.channel;

import io.vertx.core.Future;
import java.util.List;

/** Checks of one sender on its platform, live: whether its secrets work, and whether what people write will come. */
public interface SenderChecks {

    /** The checks of every channel begin with this one: who the secrets belong to. */
    String IDENTITY = "identity";

    /** Check of whether the platform brings all that people write, where somebody has to ask it for that by hand. */
    String SUBSCRIPTION = "subscription";

    /**
     * Argument of what {@link #introduce} finds: the field of {@link SenderField} that a fault is of, or that the platform
     * knows the value of ({@code handle}).
     */
    String FIELD = "field";

    /** Argument of what {@link #IDENTITY} finds of a known sender: how the platform calls it. */
    String NAME = "name";

    /** Argument beside {@link #NAME}: how people find it there, which is the value of {@link #FIELD}. */
    String HANDLE = "handle";

    /** Code of what {@link #IDENTITY} finds: different people in 24 hours, as {@link #COUNT}. */
    String LIMIT = "limit.known";

    /** Code of what {@link #IDENTITY} finds: any number of different people. */
    String NO_LIMIT = "limit.none";

    /** Argument of {@link #LIMIT}. */
    String COUNT = "count";

    /** Begins the codes that {@link #IDENTITY} finds for whose limit it is, by the platform's id as {@link #ID}. */
    String PORTFOLIO = "portfolio.";

    /** Argument of {@link #PORTFOLIO}. */
    String ID = "id";

    /** Names of the checks, in the order in which a sender is connected; each can be done again at any time. */
    List<String> names();

    /** Those that change nothing on the platform, for looks from time to time. */
    List<String> looks();

    /**
     * Whether the platform is to be given an address and a verify token by hand, and then asks for it (a handshake), before
     * anything comes.
     */
    boolean enteredByHand();

    /** Whether the platform calls nothing but https. */
    boolean securely();

    /** Whether the platform says what waits there, so that its silence alone means nothing. */
    boolean tellsWhatWaits();

    /**
     * Where the platform calls for this sender.
     *
     * @param publicUrl address of this service as the platform reaches it, without trailing slash
     */
    String webhookUrl(String publicUrl);

    /**
     * Does one check. Never fails, and never later than a few requests of the channel's HTTP timeout.
     *
     * @param webhookUrl where the platform is to call, as it reaches us
     */
    Future<List<CheckResult>> check(String name, String webhookUrl);

    /**
     * Asks who a sender is whose secrets are not kept yet: {@link #IDENTITY}, and what the platform says against any secret
     * that it gave out itself ({@link SenderField#judged}). Bounded as {@link #check} is, and never fails.
     */
    default Future<List<CheckResult>> introduce() {
        return check(IDENTITY, "");
    }

    /** The field that what was found is of; empty: of none. */
    static String field(CheckResult result) {
        return String.valueOf(result.arguments().getOrDefault(FIELD, ""));
    }

    /** Whether what {@link #introduce} found is a reason not to keep the sender: a field is wrong, or nothing can be known. */
    static boolean refuses(CheckResult result) {
        return result.state() == CheckResult.State.FAILED
                && (result.code().startsWith("platform.") || !field(result).isEmpty());
    }

    /** Whether the platform gave no answer that could be read. */
    static boolean unasked(CheckResult result) {
        return result.code().startsWith("platform.") && !result.code().equals("platform.refused");
    }
}
