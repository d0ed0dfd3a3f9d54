package org.relais.imports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A workbook as spreadsheets write it, part by part, so that a test may write a part as no spreadsheet would. */
public final class TestWorkbook {
    private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private static final String OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    private static final String TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.";

    private final Map<String, byte[]> parts = new LinkedHashMap<>();

    /** @param rows the sheet's rows, as XML; style 1 is a day, 2 a text */
    public TestWorkbook(String rows) {
        part("[Content_Types].xml", types("main+xml"));
        part(
                "xl/workbook.xml",
                "<workbook xmlns='" + MAIN + "' xmlns:r='" + OFFICE
                        + "'><workbookPr/><sheets><sheet name='People' sheetId='1' r:id='rId1'/></sheets></workbook>");
        part(
                "xl/_rels/workbook.xml.rels",
                "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
                        + "<Relationship Id='rId1' Type='" + OFFICE + "/worksheet' Target='worksheets/sheet1.xml'/>"
                        + "</Relationships>");
        part(
                "xl/styles.xml",
                "<styleSheet xmlns='" + MAIN + "'><numFmts><numFmt numFmtId='164' formatCode='[$-40C]d\\ mmmm\\ yyyy'/>"
                        + "</numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='49'/></cellXfs></styleSheet>");
        part("xl/sharedStrings.xml", "<sst xmlns='" + MAIN + "'><si><t>Zoé Ünal</t></si></sst>");
        sheet(rows);
    }

    /** The text of a part. */
    public String part(String name) {
        return new String(Objects.requireNonNull(parts.get(name)), StandardCharsets.UTF_8);
    }

    /** Another text for a part. */
    public TestWorkbook part(String name, String xml) {
        return part(name, xml.getBytes(StandardCharsets.UTF_8));
    }

    public TestWorkbook part(String name, byte[] content) {
        parts.put(name, content);
        return this;
    }

    public TestWorkbook sheet(String rows) {
        return part(
                "xl/worksheets/sheet1.xml",
                "<worksheet xmlns='" + MAIN + "'><sheetData>" + rows + "</sheetData></worksheet>");
    }

    /** The same with macros, which a spreadsheet calls {@code .xlsm}. */
    public TestWorkbook macros() {
        part(
                "[Content_Types].xml",
                types("sheet.macroEnabled.main+xml")
                        .replace(
                                TYPE + "sheet.macroEnabled.main", //
                                "application/vnd.ms-excel.sheet.macroEnabled.main"));
        return part("xl/vbaProject.bin", new byte[] {(byte) 0xD0, (byte) 0xCF, 0x11, (byte) 0xE0, 1, 2, 3});
    }

    private static String types(String main) {
        String book = main.equals("main+xml") ? "sheet.main+xml" : main;
        return "<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'>"
                + "<Override PartName='/xl/workbook.xml' ContentType='" + TYPE + book + "'/>"
                + "<Override PartName='/xl/styles.xml' ContentType='" + TYPE + "styles+xml'/>"
                + "<Override PartName='/xl/sharedStrings.xml' ContentType='" + TYPE + "sharedStrings+xml'/></Types>";
    }

    /** A row of texts. */
    public static String row(String... cells) {
        StringBuilder row = new StringBuilder("<row>");
        for (String cell : cells) {
            row.append("<c t='inlineStr'><is><t>").append(cell).append("</t></is></c>");
        }
        return row.append("</row>").toString();
    }

    public byte[] bytes() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
                zip.closeEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /** The same, with a sheet of which half a gibibyte comes out of a few megabytes. */
    public byte[] bomb() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                zip.putNextEntry(new ZipEntry(part.getKey()));
                zip.write(part.getValue());
                if (part.getKey().equals("[Content_Types].xml")) {
                    blow(zip);
                }
                zip.closeEntry();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private static void blow(OutputStream target) throws IOException {
        byte[] block = "<!-- nothing -->".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
        for (int written = 0; written < 520; written++) {
            target.write(block);
        }
    }
}
