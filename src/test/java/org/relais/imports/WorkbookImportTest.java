package org.relais.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relais.imports.ImportWorld.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relais.contact.ConsentClass;
import org.relais.input.FaultCode;
import org.relais.testing.NeedsDatabase;

/** Workbooks in the way of files: the same people, faults and limits as from lines, and nothing that a file may cost more. */
@NeedsDatabase
class WorkbookImportTest {
    private static final String HEADINGS = TestWorkbook.row("Téléphone", "Nom", "Date", "Remarque");
    private static final ImportOptions OPTIONS = ImportOptions.of("FR", "whatsapp")
            .with(
                    ConsentClass.MEMBER,
                    new ImportOptions.Evidence("form", Instant.parse("2026-02-03T00:00:00Z"), "form v2"));

    private ImportWorld world;

    @BeforeEach
    void open() throws IOException {
        world = new ImportWorld();
    }

    @AfterEach
    void close() {
        world.close();
    }

    private ImportJob check(byte[] file) {
        return world.check(ImportKind.CONTACTS, OPTIONS, file);
    }

    private void refused(byte[] file, FaultCode code) {
        ImportJob job = check(file);
        assertThat(job.fault()).as("state %s", job.state()).isNotNull();
        assertThat(job.fault().code()).isEqualTo(code);
    }

    @Test
    void numbersDaysAndFormulasAreReadAsTheyAreMeant() {
        byte[] file = new TestWorkbook(HEADINGS
                        + "<row r='3'><c r='A3'><v>33612345678</v></c><c r='B3' t='s'><v>0</v></c><c r='C3' s='1'><v>46173</v></c>"
                        + "<c r='D3' t='str'><f>A3*2+WEBSERVICE(\"http://example.org\")</f><v>seen &amp; kept</v></c></row>"
                        + "<row r='4'><c r='A4'><v>6.12345679E8</v></c><c r='C4' s='1'><v>46173.5</v></c></row>"
                        + "<row r='5'><c r='A5'><f>1/0</f><v>612345680</v></c></row>"
                        + "<row r='6'><c r='A6' s='2' t='inlineStr'><is><r><t>06 12 </t></r><r><t>34 56 81</t></r></is></c></row>"
                        + "<row r='7'><c r='B7' t='inlineStr'><is><t> </t></is></c></row>"
                        + "<row r='9'><c r='A9' t='inlineStr'><is><t>6.12E+08</t></is></c></row>")
                .macros()
                .bytes();
        ImportJob job = check(file);
        assertThat(job.fault()).isNull();
        assertThat(job.rows()).isEqualTo(new ImportJob.Rows(5, 4, 1));
        assertThat(await(world.imports.faults(world.organisation, job.id(), 9))
                        .get(0)
                        .text("en"))
                .startsWith("Line 9, column “Téléphone”: the spreadsheet rounded this number");
        ImportJob done = world.commit(job);
        assertThat(done.merged())
                .isEqualTo(new ImportJob.Outcome(4, 0, 0, 0, 0, 0))
                .isEqualTo(job.announced());
        for (String number : new String[] {"+33612345678", "+33612345679", "+33612345680", "+33612345681"}) {
            assertThat(world.contact(number)).isPositive();
        }
        assertThat(world.row(
                                "select name, variables->>'remarque' as noted from contact where id = $1",
                                world.contact("+33612345678"))
                        .encode())
                .isEqualTo("{\"name\":\"Zoé Ünal\",\"noted\":\"seen & kept\"}");
        assertThat(world.count("ledger_event where occurred_at = timestamptz '2026-05-31 00:00Z'"))
                .isEqualTo(1);
        assertThat(world.count("ledger_event where occurred_at = timestamptz '2026-05-31 12:00Z'"))
                .isEqualTo(1);
    }

    @Test
    void dayOneMayBeIn1904() {
        TestWorkbook workbook =
                new TestWorkbook(HEADINGS + "<row><c><v>33612345678</v></c><c/><c s='1'><v>44711</v></c></row>");
        workbook.part(
                "xl/workbook.xml",
                "<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' "
                        + "xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'>"
                        + "<workbookPr date1904='1'/><sheets><sheet name='x' sheetId='1' r:id='rId1'/></sheets></workbook>");
        ImportJob job = check(workbook.bytes());
        world.commit(job);
        assertThat(world.count("ledger_event where occurred_at = timestamptz '2026-05-31 00:00Z'"))
                .isEqualTo(1);
    }

    @Test
    void aWorkbookThatCostsTooMuchIsRefusedBeforeItIsRead() {
        byte[] bomb = new TestWorkbook(HEADINGS).bomb();
        assertThat(bomb.length).isLessThan(8 << 20);
        refused(bomb, FaultCode.WORKBOOK_TOO_LARGE);
        refused(
                new TestWorkbook(HEADINGS + TestWorkbook.row("x".repeat(1 << 20))).bytes(),
                FaultCode.WORKBOOK_TOO_LARGE);
        refused(
                new TestWorkbook(HEADINGS + "<row>" + "<a>".repeat(100) + "</a>".repeat(100) + "</row>").bytes(),
                FaultCode.WORKBOOK_TOO_LARGE);
        refused(
                new TestWorkbook(HEADINGS + "<row>" + "<c/>".repeat(20_000) + "</row>").bytes(),
                FaultCode.WORKBOOK_TOO_LARGE);
        refused(
                new TestWorkbook("")
                        .part("xl/sharedStrings.xml", "<sst>" + "<si/>".repeat(3_100_000) + "</sst>")
                        .bytes(),
                FaultCode.WORKBOOK_TOO_LARGE);
        refused(
                new TestWorkbook("")
                        .part("xl/styles.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><styleSheet>&b;</styleSheet>")
                        .bytes(),
                FaultCode.WORKBOOK_TOO_LARGE);
    }

    @Test
    void whatAPartIsReadAsDecidesWhatItMayCostNotItsRoot() {
        byte[] texts = new TestWorkbook(HEADINGS + "<row><c t='s'><v>1000000</v></c></row>")
                .part("xl/sharedStrings.xml", "<worksheet>" + "<si/>".repeat(3_100_000) + "</worksheet>")
                .bytes();
        assertThat(texts.length).isLessThan(1 << 20);
        refused(texts, FaultCode.WORKBOOK_TOO_LARGE);
        String text = "<t>" + "x".repeat(200_000) + "</t>";
        refused(
                new TestWorkbook(HEADINGS)
                        .part("xl/sharedStrings.xml", "<worksheet><si>" + text.repeat(400) + "</si></worksheet>")
                        .bytes(),
                FaultCode.WORKBOOK_TOO_LARGE);
        refused(
                new TestWorkbook(HEADINGS)
                        .part("xl/sharedStrings.xml", "<worksheet><sheetData><si/></sheetData></worksheet>")
                        .bytes(),
                FaultCode.WORKBOOK_UNREADABLE);
        refused(
                new TestWorkbook(HEADINGS)
                        .part(
                                "xl/styles.xml",
                                "<worksheet><cellXfs>" + "<xf/>".repeat(3_100_000) + "</cellXfs></worksheet>")
                        .bytes(),
                FaultCode.WORKBOOK_TOO_LARGE);
        refused(
                new TestWorkbook("")
                        .part(
                                "xl/worksheets/sheet1.xml",
                                "<other><sheetData><row><c r='ZZZZZZ1'><v>1</v></c></row></sheetData></other>")
                        .bytes(),
                FaultCode.WORKBOOK_UNREADABLE);
        TestWorkbook elsewhere = new TestWorkbook(HEADINGS + "<row><c t='s'><v>2999999</v></c></row>");
        elsewhere.part("xl/other1.xml", "<sst>" + "<si/>".repeat(2_000_000) + "</sst>");
        elsewhere.part("xl/other2.xml", "<sst>" + "<si/>".repeat(2_000_000) + "</sst>");
        refused(elsewhere.bytes(), FaultCode.WORKBOOK_UNREADABLE);
    }

    @Test
    void whatIsHeldOfARowAndOfFormulasIsBounded() {
        String run = "<r><t>" + "x".repeat(200_000) + "</t></r>";
        refused(
                new TestWorkbook(HEADINGS + "<row><c t='inlineStr'><is>" + run.repeat(100) + "</is></c></row>").bytes(),
                FaultCode.WORKBOOK_TOO_LARGE);
        String formula = "<row><c><f t='shared' ref='A1' si='1'>" + "1+".repeat(50_000) + "1</f><v>1</v></c></row>";
        refused(new TestWorkbook(HEADINGS + formula.repeat(200)).bytes(), FaultCode.WORKBOOK_TOO_LARGE);
    }

    @Test
    void zerosThatOnlyTheFormatShowsAreKept() {
        TestWorkbook workbook = new TestWorkbook(TestWorkbook.row("Téléphone", "Code postal", "external_id")
                + "<row><c><v>33612345678</v></c><c s='1'><v>1000</v></c><c s='2'><v>123</v></c></row>");
        workbook.part(
                "xl/styles.xml",
                "<styleSheet><numFmts><numFmt numFmtId='164' formatCode='00000'/><numFmt numFmtId='165' formatCode='000000'/>"
                        + "</numFmts><cellXfs><xf numFmtId='0'/><xf numFmtId='164'/><xf numFmtId='165'/></cellXfs></styleSheet>");
        world.commit(check(workbook.bytes()));
        assertThat(world.row("select external_id, variables->>'code_postal' as code, area from contact")
                        .encode())
                .contains("\"000123\"", "\"01000\"");
    }

    @Test
    void whatIsNoWorkbookIsSaidToBeNone() {
        refused(
                new TestWorkbook(HEADINGS + "<row><c r='ZZZZZZ1'><v>1</v></c></row>").bytes(),
                FaultCode.WORKBOOK_UNREADABLE);
        refused(
                new TestWorkbook(HEADINGS + "<row><c t='s'><v>7000</v></c></row>").bytes(),
                FaultCode.WORKBOOK_UNREADABLE);
        refused(new TestWorkbook(HEADINGS + "<row><c").bytes(), FaultCode.WORKBOOK_UNREADABLE);
        byte[] cut = new TestWorkbook(HEADINGS).bytes();
        refused(java.util.Arrays.copyOf(cut, cut.length / 2), FaultCode.WORKBOOK_UNREADABLE);
        refused(Base64.getDecoder().decode("0M8R4KGxGuEAAAAAAAAAAAAAAAA="), FaultCode.OLD_WORKBOOK);
        refused(new TestWorkbook("").bytes(), FaultCode.EMPTY_FILE);
        refused("\u0000\u0001\u0002binary".getBytes(StandardCharsets.ISO_8859_1), FaultCode.NOT_TEXT);
    }

    @Test
    void theLimitsOfLinesHoldForWorkbooks() {
        String[] wide = new String[201];
        java.util.Arrays.fill(wide, "x");
        refused(new TestWorkbook(HEADINGS + TestWorkbook.row(wide)).bytes(), FaultCode.TOO_MANY_COLUMNS);
        refused(new TestWorkbook(HEADINGS + TestWorkbook.row("x".repeat(70_000))).bytes(), FaultCode.RECORD_TOO_LARGE);
        ImportJob job = check(new TestWorkbook(
                        HEADINGS + TestWorkbook.row("0612345678") + TestWorkbook.row("0612345679", "", "", "", "more"))
                .bytes());
        assertThat(job.rows()).isEqualTo(new ImportJob.Rows(2, 1, 1));
        assertThat(await(world.imports.faults(world.organisation, job.id(), 9))
                        .get(0)
                        .code())
                .isEqualTo(FaultCode.FIELD_COUNT);
    }
}
