package org.relais.channel;

import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One thing that a check of a sender found. Has no words of ours: the edge has them, by the code.
 *
 * @param code what was found, such as {@code token.refused}; with {@link State#FAILED} the text of that code says what to do
 * @param arguments numbers and texts for the words, such as the platform's own under {@code words}; never a secret
 */
public record CheckResult(String code, State state, Map<String, Object> arguments) {

    /** The worst of several decides about their check. */
    public enum State {
        OK,
        /** Works, and is worth knowing. */
        NOTE,
        /** Nothing is wrong; something has to happen first. */
        WAITING,
        FAILED
    }

    public CheckResult {
        arguments = Map.copyOf(arguments);
    }

    public static CheckResult ok(String code, Object... arguments) {
        return of(code, State.OK, arguments);
    }

    public static CheckResult note(String code, Object... arguments) {
        return of(code, State.NOTE, arguments);
    }

    public static CheckResult waiting(String code, Object... arguments) {
        return of(code, State.WAITING, arguments);
    }

    public static CheckResult failed(String code, Object... arguments) {
        return of(code, State.FAILED, arguments);
    }

    /** Its JSON, as it is stored. */
    public JsonObject json() {
        return new JsonObject()
                .put("code", code)
                .put("state", state.name())
                .put("arguments", new JsonObject(new HashMap<>(arguments)));
    }

    /** What {@link #json} wrote. */
    public static CheckResult of(JsonObject json) {
        return new CheckResult(
                json.getString("code"),
                State.valueOf(json.getString("state")),
                json.getJsonObject("arguments").getMap());
    }

    /** The worst state among results; waiting when there are none. */
    public static State worst(List<CheckResult> results) {
        return results.stream().map(CheckResult::state).max(State::compareTo).orElse(State.WAITING);
    }

    private static CheckResult of(String code, State state, Object... arguments) {
        Map<String, Object> named = new HashMap<>();
        for (int at = 0; at + 1 < arguments.length; at += 2) {
            named.put(String.valueOf(arguments[at]), arguments[at + 1]);
        }
        return new CheckResult(code, state, named);
    }
}
