package org.relais.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;
import picocli.CommandLine;

@Unit
class SandboxCommandTest {
    @Test
    void aPortInUseIsOneClearLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            StringWriter errors = new StringWriter();
            int code = command(errors).execute("--port", Integer.toString(taken.getLocalPort()));
            assertThat(code).isEqualTo(1);
            assertThat(errors.toString().strip().lines()).hasSize(1);
            assertThat(errors.toString()).contains("cannot listen on 127.0.0.1:" + taken.getLocalPort());
        }
    }

    @Test
    void anImpossiblePortIsRefused() {
        StringWriter errors = new StringWriter();
        assertThat(command(errors).execute("--port", "70000")).isEqualTo(1);
        assertThat(errors.toString()).contains("--port must be 0 to 65535");
    }

    @Test
    void aConfigurationThatIsNotThereIsOneClearLine() {
        StringWriter errors = new StringWriter();
        assertThat(command(errors).execute("--port", "0", "--config", "no-such.yaml"))
                .isEqualTo(1);
        assertThat(errors.toString().strip().lines()).hasSize(1);
        assertThat(errors.toString()).contains("no-such.yaml");
    }

    private static CommandLine command(StringWriter errors) {
        return new CommandLine(new SandboxCommand()).setErr(new PrintWriter(errors, true));
    }
}
