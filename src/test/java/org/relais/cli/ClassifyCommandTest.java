package org.relais.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;
import picocli.CommandLine;

@Unit
class ClassifyCommandTest {
    @Test
    void linesAreAnsweredInOrderInUtf8() {
        assertThat(classify("Arrêt\n\nإيقاف\r\nà demain\nSTART\nhelp"))
                .isEqualTo(
                        """
                        OPT_OUT\tArrêt
                        NONE\t
                        OPT_OUT\tإيقاف
                        NONE\tà demain
                        OPT_IN\tSTART
                        HELP\thelp
                        """);
    }

    @Test
    void explainAddsRuleLanguageAndRights() {
        assertThat(classify("Supprimez mes données", "--explain"))
                .isEqualTo("OPT_OUT\tSupprimez mes données\ttake my number off\tfr\tERASURE\n");
        assertThat(classify("\uFFFD", "--explain")).isEqualTo("NONE\t\uFFFD\tordinary\t-\t-\n");
    }

    @Test
    void noInputIsNoOutput() {
        assertThat(classify("")).isEmpty();
    }

    private static String classify(String input, String... options) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ClassifyCommand command = new ClassifyCommand(new ByteArrayInputStream(input.getBytes(UTF_8)), out);
        assertThat(new CommandLine(command).execute(options)).isZero();
        return out.toString(UTF_8);
    }
}
