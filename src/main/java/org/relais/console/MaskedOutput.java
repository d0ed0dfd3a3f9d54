package org.relais.console;

import gg.jte.TemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relais.contact.AddressMask;

/**
 * Output of a page for somebody who may not see addresses: whatever a template says that does not stand in it by itself
 * passes here, so no page can forget it.
 */
final class MaskedOutput extends OwaspHtmlTemplateOutput {
    /** Attributes that people read; the others are addresses, names and keys of the page. */
    private static final Set<String> READ =
            Set.of("title", "alt", "placeholder", "content", "label", "aria-label", "aria-description", "value");

    /** What a picture is drawn with: digits, and nobody's. */
    private static final String DRAWN = "d";

    private final String own;
    private @Nullable String attribute;

    /** @param own what the reader signs in with, which is no secret from them */
    MaskedOutput(TemplateOutput output, String own) {
        super(output);
        this.own = own;
    }

    @Override
    public void setContext(@Nullable String tag, @Nullable String name) {
        super.setContext(tag, name);
        attribute = name;
    }

    @Override
    public void writeUserContent(@Nullable String text) {
        if (own.equals(text) || DRAWN.equals(attribute)) {
            super.writeUserContent(text);
        } else if (text == null || attribute == null || READ.contains(attribute)) {
            super.writeUserContent(text == null ? null : AddressMask.in(text));
        } else {
            super.writeUserContent(AddressMask.inLink(text));
        }
    }
}
