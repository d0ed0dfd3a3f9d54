package org.relais.channel;

import java.util.List;
import java.util.regex.Pattern;

/**
 * One field of a sender, as its channel declares it for forms and the API.
 *
 * @param name as in the configuration file and in the API; its words are {@code sender.field.<name>} among the console's
 * @param use what it is for, which says where it is kept and whether it is ever shown again
 * @param need what becomes of it where it is left out
 * @param form what a value must match, once {@link #cleaned}
 * @param example something of that form, which is no real value
 */
public record SenderField(String name, Use use, Need need, Pattern form, String example) {

    private static final Pattern WORDS = Pattern.compile("[a-z]+(\\|[a-z]+)+");

    /** What a field is for. */
    public enum Use {
        /** No secret: shown and exported. */
        SETTING,
        /** A secret that messages are sent with. */
        ACCESS,
        /** A secret that webhooks are verified by. */
        WEBHOOK
    }

    /** What becomes of a field that is left out. */
    public enum Need {
        /** Nobody else knows it. */
        GIVEN,
        /** The platform tells it, once it is asked with the others. */
        TOLD,
        /** It is made up. */
        MADE_UP,
        /** There is none. */
        OPTIONAL
    }

    public SenderField {
        if (!name.matches("[a-zA-Z]{1,40}")) {
            throw new IllegalArgumentException("a field has a name of letters");
        }
    }

    public static SenderField setting(String name, String form, String example) {
        return new SenderField(name, Use.SETTING, Need.GIVEN, Pattern.compile(form), example);
    }

    public static SenderField access(String name, String form, String example) {
        return new SenderField(name, Use.ACCESS, Need.GIVEN, Pattern.compile(form), example);
    }

    public static SenderField webhook(String name, String form, String example) {
        return new SenderField(name, Use.WEBHOOK, Need.GIVEN, Pattern.compile(form), example);
    }

    /** The same, which the platform tells where it is left out. */
    public SenderField told() {
        return new SenderField(name, use, Need.TOLD, form, example);
    }

    /** The same, which may be left out. */
    public SenderField optional() {
        return new SenderField(name, use, Need.OPTIONAL, form, example);
    }

    /** The same, made up where it is left out, and then told once. */
    public SenderField madeUp() {
        return new SenderField(name, use, Need.MADE_UP, form, example);
    }

    /** Whether a sender can't do without, whoever says what it is. */
    public boolean required() {
        return need == Need.GIVEN || need == Need.TOLD;
    }

    /** Whether the platform can say that a value is wrong: it gave it out, or can be asked what it is. */
    public boolean judged() {
        return use == Use.SETTING ? required() : need == Need.GIVEN;
    }

    /** The words to choose from, where its form is nothing else; empty where something is written. */
    public List<String> choices() {
        return WORDS.matcher(form.pattern()).matches() ? List.of(form.pattern().split("\\|")) : List.of();
    }

    public boolean secret() {
        return use != Use.SETTING;
    }

    /**
     * A pasted value without what copying adds to it: white space and invisible characters around it, and inside where none
     * belongs, such as in an id that was written in groups of three.
     */
    public String cleaned(String pasted) {
        String trimmed = pasted.replaceAll("^[\\s\\p{Z}\\p{Cf}]+|[\\s\\p{Z}\\p{Cf}]+$", "");
        // A word of somebody's own is theirs to change: they enter it at the platform too.
        if (need == Need.MADE_UP || form.matcher(trimmed).matches()) {
            return trimmed;
        }
        String joined = pasted.replaceAll("[\\s\\p{Z}\\p{Cf}]", "");
        return secret() || form.matcher(joined).matches() ? joined : trimmed;
    }
}
