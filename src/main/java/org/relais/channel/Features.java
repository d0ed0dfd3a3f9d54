package org.relais.channel;

/**
 * What a message may be on a channel.
 *
 * @param textLimit UTF-16 units of a text
 * @param buttonTextLimit UTF-16 units of a text with buttons
 * @param buttons reply buttons under a text
 * @param buttonLabelLimit UTF-16 units of a button's label
 * @param linkButtons whether a button may open an address
 * @param editable whether a sent text can be replaced
 * @param templateWindowHours hours after a person's last message in which free-form text is allowed; 0 for always
 * @param receipts whether delivered and read come back
 * @param stylesAsMarks whether styles travel as marks in the text, and count
 * @param sharing whether there are buttons to pass a text on inside the app, and to copy one
 */
public record Features(
        int textLimit,
        int buttonTextLimit,
        int buttons,
        int buttonLabelLimit,
        boolean linkButtons,
        boolean editable,
        int templateWindowHours,
        boolean receipts,
        boolean stylesAsMarks,
        boolean sharing) {

    /** UTF-16 units of a text as the platform counts it. */
    public int length(OutboundMessage.Text message) {
        return message.text().length() + (stylesAsMarks ? 2 * message.styles().size() : 0);
    }

    /** UTF-16 units of a text under a picture, and of a platform template's body: 1,024 on both platforms. */
    public int captionLimit() {
        return 1_024;
    }
}
