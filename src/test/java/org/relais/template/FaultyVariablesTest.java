package org.relais.template;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relais.input.Fault;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.testing.Unit;

@Unit
class FaultyVariablesTest {
    @Test
    void theRestIsMadeWithWhatIsFaultyWrittenOut() {
        JsonObject document = new JsonObject()
                .put("body", new JsonObject().put("fr", "{{age|…}} {{first_name|vous}} \\{{x {{a b}} {{open"))
                .put("buttons", new JsonArray().add("{{age}}"));
        var made = FaultyVariables.aside(document, text -> {
                    String body = text.getJsonObject("body").getString("fr");
                    return Future.<TextTemplate>future(promise -> promise.complete(TextTemplate.parse(body)))
                            .compose(parsed -> parsed.uses("age")
                                    ? Future.failedFuture(
                                            refused(Fault.of("body.fr", FaultCode.VARIABLE_UNKNOWN, "age")))
                                    : Future.succeededFuture(body + text.getJsonArray("buttons")));
                })
                .result();
        assertThat(made.made())
                .isEqualTo(
                        "\\{{age|…}} {{first_name|vous}} \\{{x \\{{a b}} \\{{open" + new JsonArray().add("\\{{age}}"));
        assertThat(made.faults())
                .extracting(Fault::code)
                .containsExactly(FaultCode.VARIABLE_SYNTAX, FaultCode.VARIABLE_UNKNOWN);
    }

    @Test
    void anyOtherFaultStaysOne() {
        var failed = FaultyVariables.aside(
                new JsonObject(),
                text -> Future.<String>failedFuture(
                        refused(Fault.of("title", FaultCode.REQUIRED), Fault.of("body.fr", FaultCode.VARIABLE_OPEN))));
        assertThat(failed.cause()).isInstanceOf(InvalidInputException.class);
    }

    private static InvalidInputException refused(Fault... faults) {
        return new InvalidInputException(List.of(faults));
    }
}
