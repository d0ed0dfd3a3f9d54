package org.relais.sandbox.world;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.json.JsonObject;
import java.util.Map;

/** Records to JSON and back, strictly: an unknown name or a wrong type is an {@link InvalidField}. */
public final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    private Json() {}

    @SuppressWarnings("unchecked")
    public static JsonObject write(Record value) {
        return new JsonObject(MAPPER.convertValue(value, Map.class));
    }

    public static <T extends Record> T read(JsonObject json, Class<T> type) {
        try {
            return MAPPER.readValue(json.encode(), type);
        } catch (UnrecognizedPropertyException unknown) {
            throw new InvalidField(unknown.getPropertyName(), "unknown field");
        } catch (JsonMappingException wrong) {
            for (Throwable cause = wrong; cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidField invalid) {
                    throw invalid;
                }
            }
            String field = wrong.getPath().isEmpty()
                    ? "body"
                    : String.valueOf(wrong.getPath().get(0).getFieldName());
            throw new InvalidField(field, "has the wrong type");
        } catch (com.fasterxml.jackson.core.JsonProcessingException malformed) {
            throw new InvalidField("body", "is not JSON");
        }
    }
}
