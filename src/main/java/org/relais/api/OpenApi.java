package org.relais.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import org.relais.input.QueryReader;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The OpenAPI document of this API, as served to everybody. */
final class OpenApi {
    private static final String RESOURCE = "/openapi.yaml";

    private OpenApi() {}

    /** Read once for all listeners, which each have a router. */
    private static final class Served {
        private static final Buffer DOCUMENT = document().toBuffer();

        private Served() {}
    }

    static void mount(Router router) {
        Buffer document = Served.DOCUMENT;
        router.get(ApiRoutes.BASE + "/openapi.json")
                .failureHandler(ApiHandlers::fail)
                .handler(context -> {
                    QueryReader.none(context);
                    context.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json; charset=utf-8");
                    context.end(document).onFailure(context::fail);
                });
    }

    static JsonObject document() {
        try (InputStream stream = OpenApi.class.getResourceAsStream(RESOURCE)) {
            if (stream == null) {
                throw new IllegalStateException("the OpenAPI document is missing from the jar");
            }
            Map<String, Object> yaml = new Yaml(new SafeConstructor(new LoaderOptions())).load(stream);
            JsonObject document = new JsonObject(Json.encode(yaml));
            Refusals.describe(document);
            return document;
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }
}
