package org.relais.picture;

import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import javax.imageio.ImageIO;

/** Pictures as organisers have them. */
final class PictureSamples {
    private PictureSamples() {}

    /** With a place, a device and a comment in it. */
    static Buffer photograph() throws IOException {
        try (InputStream stream = PictureSamples.class.getResourceAsStream("/org/relais/sandbox/sample/picture.jpg")) {
            return Buffer.buffer(stream.readAllBytes());
        }
    }

    static Buffer png(int width, int height) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY), "png", bytes);
        return Buffer.buffer(bytes.toByteArray());
    }

    static String text(Buffer bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
