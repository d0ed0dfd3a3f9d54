package org.relais.sandbox.control;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.relais.sandbox.world.AutoReply;
import org.relais.sandbox.world.ChatMessage;
import org.relais.sandbox.world.InvalidField;
import org.relais.sandbox.world.JournalEntry;
import org.relais.sandbox.world.Phone;
import org.relais.sandbox.world.World;

/** Lets phones answer by themselves, for demos and load: the first rule that matches a message is played. */
public final class AutoReplies {
    private final World world;
    private final PhoneActions actions;

    public AutoReplies(World world, PhoneActions actions) {
        this.world = world;
        this.actions = actions;
        world.onMessage(this::consider);
    }

    /** Reads rules: {@code pattern}, {@code text} or {@code button}, {@code delayMillis}, {@code times}, {@code probability}. */
    static List<AutoReply> read(JsonArray rules) {
        return rules.stream()
                .map(each -> {
                    if (!(each instanceof JsonObject rule)) {
                        throw new InvalidField("rules", "must be objects");
                    }
                    if (!rule.containsKey("text") && !rule.containsKey("button")) {
                        throw new InvalidField("text", "a rule needs a text or a button");
                    }
                    return new AutoReply(
                            pattern(Fields.text(rule, "pattern")),
                            rule.getString("text"),
                            rule.getString("button"),
                            (int) Fields.number(rule, "delayMillis", 0, 0, 3_600_000),
                            (int) Fields.number(rule, "times", 0, 0, Integer.MAX_VALUE),
                            Fields.share(rule, "probability", 1));
                })
                .toList();
    }

    private static Pattern pattern(String expression) {
        try {
            return Pattern.compile(expression, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
        } catch (PatternSyntaxException malformed) {
            throw new InvalidField("pattern", "is no regular expression: " + malformed.getDescription());
        }
    }

    private void consider(ChatMessage bubble) {
        world.phone(bubble.phone())
                .filter(phone -> !phone.autoReplies().isEmpty())
                .ifPresent(phone -> {
                    List<AutoReply> rules = phone.autoReplies();
                    for (int at = 0; at < rules.size(); at++) {
                        AutoReply rule = rules.get(at);
                        if (applies(rule, bubble)) {
                            if (rule.times() == 1) {
                                rules.remove(at);
                            } else if (rule.times() > 1) {
                                rules.set(at, rule.used());
                            }
                            world.after(Math.max(1, rule.delayMillis()), () -> play(phone, bubble, rule));
                            return;
                        }
                    }
                });
    }

    private boolean applies(AutoReply rule, ChatMessage bubble) {
        String button = rule.button();
        return rule.pattern().matcher(bubble.content().text()).find()
                && (button == null
                        || PhoneActions.find(bubble.content().buttons(), button).isPresent())
                && (rule.probability() >= 1 || world.random().nextDouble() < rule.probability());
    }

    private void play(Phone phone, ChatMessage bubble, AutoReply rule) {
        JsonObject fields = new JsonObject().put("sender", bubble.sender());
        try {
            List<JournalEntry> caused = rule.button() == null
                    ? actions.text(phone, fields.put("text", rule.text()))
                    : actions.press(phone, fields.put("message", bubble.id()).put("button", rule.button()));
            assert caused != null;
        } catch (InvalidField gone) {
            // The message was deleted or the sender blocked meanwhile: a person could not press it either.
        }
    }
}
