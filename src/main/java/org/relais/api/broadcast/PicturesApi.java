package org.relais.api.broadcast;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import java.util.Set;
import org.relais.api.ApiHandlers;
import org.relais.api.ApiRoutes;
import org.relais.api.Problem;
import org.relais.api.ProblemException;
import org.relais.organisation.Role;
import org.relais.picture.PictureService;

/** {@code /pictures}: a picture in, the address for {@code image} of a message out. */
public final class PicturesApi implements ApiRoutes.Resource {
    private static final String ALL = ApiRoutes.BASE + "/pictures";
    private static final Set<String> TYPES = Set.of("image/jpeg", "image/png", "image/*");

    private final PictureService pictures;

    public PicturesApi(PictureService pictures) {
        this.pictures = pictures;
    }

    @Override
    public void mount(Router router) {}

    @Override
    public void mountUploads(Router router) {
        router.post(ALL).handler(ApiHandlers.handler(Role.ORGANISER, this::upload));
    }

    private Future<Void> upload(RoutingContext context) {
        String type = Optional.ofNullable(context.request().getHeader(HttpHeaders.CONTENT_TYPE))
                .orElse("");
        if (!TYPES.contains(type)) {
            throw new ProblemException(Problem.mediaType("Send image/jpeg or image/png."));
        }
        return body(context.request())
                .compose(bytes -> pictures.keep(ApiHandlers.actor(context), bytes))
                .map(address -> {
                    ApiHandlers.json(context, 201, new JsonObject().put("image", address));
                    return null;
                });
    }

    /** What goes on after the most that a picture may have is read and thrown away, so that the answer can be sent. */
    private static Future<Buffer> body(HttpServerRequest request) {
        Promise<Buffer> whole = Promise.promise();
        Buffer read = Buffer.buffer();
        request.exceptionHandler(whole::tryFail);
        request.endHandler(end -> whole.tryComplete(read));
        request.handler(part -> {
            if (read.length() + part.length() <= PictureService.MOST_BYTES) {
                read.appendBuffer(part);
            } else {
                whole.tryFail(new ProblemException(
                        Problem.tooLarge("A picture may have " + PictureService.MOST_BYTES + " bytes at most.")));
            }
        });
        return whole.future();
    }
}
