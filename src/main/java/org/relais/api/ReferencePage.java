package org.relais.api;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.Router;

/** {@code /api}: the document as a page, for everybody; read without a script, tried with one, and nothing from elsewhere. */
final class ReferencePage {
    private ReferencePage() {}

    /** Rendered once for all listeners, which each have a router. */
    private static final class Rendered {
        private static final Buffer PAGE = render();

        private Rendered() {}
    }

    static void mount(Router router) {
        router.get("/api").handler(context -> {
            context.response()
                    .putHeader(HttpHeaders.CONTENT_TYPE, "text/html; charset=utf-8")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache");
            context.end(Rendered.PAGE).onFailure(context::fail);
        });
    }

    private static Buffer render() {
        StringOutput html = new StringOutput();
        TemplateEngine.createPrecompiled(
                        null, ContentType.Html, ReferencePage.class.getClassLoader(), "org.relais.pages")
                .render("api/reference.jte", Reference.of(OpenApi.document()), html);
        return Buffer.buffer(html.toString());
    }
}
