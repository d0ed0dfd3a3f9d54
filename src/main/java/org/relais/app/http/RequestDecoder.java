package org.relais.app.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decoder of requests; marks as failed each whose head two servers could understand differently (RFC 9112): two Host
 * fields or none, a folded field, a length beside a transfer coding, a coding other than chunked, a target that decodes to
 * no text. Vert.x answers such a request 400 and no handler sees it. Takes the place of Vert.x's own decoder, which lets
 * these pass, as only the decoder sees the bytes.
 */
final class RequestDecoder extends VertxHttpRequestDecoder {
    private static final String NAME = "httpDecoder";
    private static final byte LINE_END = '\n';

    private final RequestPace pace;
    private boolean inHead = true;
    private boolean folded;
    private boolean twoLengths;
    private boolean refused;
    /** The last byte of the head so far; 0 at its beginning. */
    private byte before;

    private RequestDecoder(HttpServerOptions options, RequestPace pace) {
        super(options);
        this.pace = pace;
    }

    /** Before the first byte of a connection is read; not for a server that also speaks HTTP/2 in clear text. */
    static void install(HttpConnection connection, HttpServerOptions options, RequestPace.Limits limits) {
        ChannelHandlerContext context = ((ConnectionBase) connection).channelHandlerContext();
        context.pipeline().replace(NAME, NAME, new RequestDecoder(options, new RequestPace(context.channel(), limits)));
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (message instanceof ByteBuf bytes) {
            pace.received(bytes.readableBytes());
        }
        super.channelRead(context, message);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) throws Exception {
        super.channelReadComplete(context);
        pace.pause();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) throws Exception {
        pace.end();
        super.channelInactive(context);
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf buffer, List<Object> out) throws Exception {
        if (refused) {
            buffer.skipBytes(buffer.readableBytes());
            return;
        }
        int from = buffer.readerIndex();
        int known = out.size();
        boolean ofHead = inHead;
        pace.begun();
        super.decode(context, buffer, out);
        if (ofHead) {
            look(buffer, from, buffer.readerIndex());
        }
        for (int at = known; at < out.size(); at++) {
            Object message = out.get(at);
            if (message instanceof HttpRequest request) {
                String fault = fault(request);
                headEnded();
                if (fault != null && request.decoderResult().isSuccess()) {
                    refuse(request, fault, out, at);
                }
            }
            if (message instanceof LastHttpContent) {
                inHead = true;
                pace.end();
            }
        }
    }

    @Override
    protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
        twoLengths = true;
        super.handleTransferEncodingChunkedWithContentLength(message);
    }

    /** A line that begins with a blank goes on with the one before it. */
    private void look(ByteBuf buffer, int from, int to) {
        if (from == to) {
            return;
        }
        folded |= before == LINE_END && isBlank(buffer.getByte(from));
        for (int end = buffer.indexOf(from, to, LINE_END);
                end >= 0 && end + 1 < to;
                end = buffer.indexOf(end + 1, to, LINE_END)) {
            folded |= isBlank(buffer.getByte(end + 1));
        }
        before = buffer.getByte(to - 1);
    }

    private static boolean isBlank(byte character) {
        return character == ' ' || character == '\t';
    }

    private void headEnded() {
        inHead = false;
        folded = false;
        twoLengths = false;
        before = 0;
        pace.headEnded();
    }

    /** It ends here, and nothing that follows it is read: where its body ends is what nobody can know. */
    private void refuse(HttpRequest request, String fault, List<Object> out, int at) {
        DefaultFullHttpRequest invalid = new DefaultFullHttpRequest(
                request.protocolVersion(),
                request.method(),
                request.uri(),
                Unpooled.EMPTY_BUFFER,
                request.headers(),
                EmptyHttpHeaders.INSTANCE);
        invalid.setDecoderResult(DecoderResult.failure(new IllegalArgumentException(fault)));
        out.set(at, invalid);
        out.subList(at + 1, out.size()).clear();
        refused = true;
    }

    private @Nullable String fault(HttpRequest request) {
        int hosts = request.headers().getAll(HttpHeaderNames.HOST).size();
        if (hosts > 1 || hosts == 0 && request.protocolVersion().equals(HttpVersion.HTTP_1_1)) {
            return "there must be one Host";
        }
        if (folded) {
            return "a folded field";
        }
        List<String> codings = request.headers().getAll(HttpHeaderNames.TRANSFER_ENCODING);
        if (twoLengths || !codings.isEmpty() && request.headers().contains(HttpHeaderNames.CONTENT_LENGTH)) {
            return "a length beside a transfer coding";
        }
        if (!codings.isEmpty()
                && !(codings.size() == 1 && HttpHeaderValues.CHUNKED.contentEqualsIgnoreCase(codings.get(0)))) {
            return "a coding other than chunked";
        }
        return RequestTarget.isReadable(request.uri()) ? null : "a target that is no text";
    }
}
