package org.relais.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.relais.testing.Unit;

/** What browsers get of our style sheets and scripts says the same in fewer bytes. */
@Unit
class MinifiedTest {
    @Test
    void aStyleSheetKeepsItsStringsAndWhatSpacesMean() {
        assertThat(
                        Minified.css(
                                """
                        /* Of a list, "quoted" and it's. */
                        .a .b, .c > .d::after { content: " ; { } "; width: calc(1px + 2px); }
                        @media (width < 5rem) and (height > 2rem) {
                          .e { color: red; }
                        }
                        """))
                .isEqualTo(".a .b,.c > .d::after{content: \" ; { } \";width: calc(1px + 2px)}"
                        + "@media (width < 5rem) and (height > 2rem){.e{color: red}}");
    }

    @Test
    void aScriptKeepsItsLines() {
        assertThat(
                        Minified.js(
                                """
                        // What it does.
                        (() => {
                          const at = "http://x"; // why

                          return at
                        })();
                        """))
                .isEqualTo("(() => {\nconst at = \"http://x\"; // why\nreturn at\n})();");
    }
}
