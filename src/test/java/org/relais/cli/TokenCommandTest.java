package org.relais.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;
import picocli.CommandLine;

@Unit
class TokenCommandTest {
    @Test
    void helpOffersTheRolesThatATokenMayHave() {
        assertThat(new CommandLine(new TokenCommand()).getUsageMessage())
                .contains("OWNER, ORGANISER, VIEWER, READER")
                .doesNotContain("COORDINATOR");
    }
}
