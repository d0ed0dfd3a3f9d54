package org.relais.health.alarm;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;
import io.vertx.ext.mail.MailMessage;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.relais.text.Languages;
import org.relais.text.TextBundle;

/** Words of the mails, in the languages of the console: owners read them, and follow the link into it. */
final class AlarmText {
    private final Map<String, Map<String, MessageFormat>> formats = new HashMap<>();
    private final String publicUrl;

    /** @param publicUrl of the service, without trailing slash */
    AlarmText(String publicUrl) {
        this.publicUrl = publicUrl;
        Languages.OF_ORGANISERS.forEach(language -> formats.put(
                language,
                TextBundle.read(AlarmText.class, "alarm." + language + ".properties")
                        .formats(new ULocale(language))));
    }

    MailMessage message(AlarmMail mail) {
        String language = formats.containsKey(mail.language()) ? mail.language() : Languages.OF_ORGANISERS.get(0);
        Map<String, Object> arguments = new HashMap<>();
        arguments.put("organisation", mail.organisation());
        arguments.put("sender", mail.senderName());
        arguments.put("template", mail.template());
        arguments.put(
                "at",
                DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(Locale.forLanguageTag(language))
                        .format(mail.at().atZone(mail.timeZone())));
        arguments.put("page", publicUrl + page(mail));
        arguments.put("what", text(language, "about." + mail.about(), arguments));
        arguments.put("why", text(language, "why." + mail.code(), arguments));
        String which = mail.ending() ? "ended" : "begun";
        return new MailMessage()
                .setTo(mail.to())
                .setSubject(text(language, which + ".subject", arguments))
                .setText(text(language, which + ".text", arguments));
    }

    private static String page(AlarmMail mail) {
        return mail.senderId() == null
                ? "/console/settings/spending"
                : "/console/channels/" + (mail.about().equals("template") ? "templates" : mail.senderId());
    }

    private String text(String language, String key, Map<String, Object> arguments) {
        Map<String, MessageFormat> its = formats.getOrDefault(language, Map.of());
        MessageFormat format = its.containsKey(key) ? its.get(key) : its.get("why.other");
        if (format == null) {
            throw new IllegalStateException("mails of alarms have no text " + key);
        }
        return TextBundle.format(format, arguments);
    }
}
