package org.relais.consent.proof;

import com.lowagie.text.Document;
import com.lowagie.text.Element;
import com.lowagie.text.Font;
import com.lowagie.text.Phrase;
import com.lowagie.text.pdf.BaseFont;
import com.lowagie.text.pdf.ColumnText;
import com.lowagie.text.pdf.PdfContentByte;
import com.lowagie.text.pdf.PdfPageEventHelper;
import com.lowagie.text.pdf.PdfTemplate;
import com.lowagie.text.pdf.PdfWriter;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Foot of every page: whose proof it is and which of how many pages: a loose sheet still tells where it belongs. */
final class PageFoot extends PdfPageEventHelper {
    private static final float ABOVE_EDGE = 28;
    private static final float WIDEST_NUMBER = 30;

    private final Font font;
    private final IntFunction<String> text;
    private @Nullable PdfTemplate total;

    /** @param text of a page, to which the number of all pages is added */
    PageFoot(Font font, IntFunction<String> text) {
        this.font = font;
        this.text = text;
    }

    @Override
    public void onOpenDocument(PdfWriter writer, Document document) {
        total = writer.getDirectContent().createTemplate(WIDEST_NUMBER, font.getSize() * 2);
    }

    @Override
    public void onEndPage(PdfWriter writer, Document document) {
        PdfContentByte page = writer.getDirectContent();
        String written = text.apply(writer.getPageNumber());
        ColumnText.showTextAligned(page, Element.ALIGN_LEFT, new Phrase(written, font), document.left(), ABOVE_EDGE, 0);
        if (total != null) {
            BaseFont base = font.getBaseFont();
            page.addTemplate(total, document.left() + base.getWidthPoint(written, font.getSize()), ABOVE_EDGE);
        }
    }

    @Override
    public void onCloseDocument(PdfWriter writer, Document document) {
        if (total != null) {
            ColumnText.showTextAligned(
                    total, Element.ALIGN_LEFT, new Phrase(Integer.toString(writer.getPageNumber() - 1), font), 0, 0, 0);
        }
    }
}
