package org.relais.picture;

import io.vertx.core.buffer.Buffer;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

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

    /** Of sixteen bits a colour, all of them half bright and, with two or four bands, half opaque. */
    static Buffer deep(int bands, int width, int height) throws IOException {
        ColorModel colours = new ComponentColorModel(
                ColorSpace.getInstance(bands < 3 ? ColorSpace.CS_GRAY : ColorSpace.CS_sRGB),
                bands % 2 == 0,
                false,
                bands % 2 == 0 ? Transparency.TRANSLUCENT : Transparency.OPAQUE,
                DataBuffer.TYPE_USHORT);
        WritableRaster raster = colours.createCompatibleWritableRaster(width, height);
        int[] pixels = new int[width * bands];
        Arrays.fill(pixels, 0x8000);
        for (int y = 0; y < height; y++) {
            raster.setPixels(0, y, width, 1, pixels);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(new BufferedImage(colours, raster, false, null), "png", bytes);
        return Buffer.buffer(bytes.toByteArray());
    }

    /** In the four colours of print: half cyan, and nothing of the others. */
    static Buffer printed() throws IOException {
        WritableRaster raster = Raster.createInterleavedRaster(DataBuffer.TYPE_BYTE, 16, 16, 4, null);
        for (int y = 0; y < 16; y++) {
            for (int x = 0; x < 16; x++) {
                raster.setPixel(x, y, new int[] {128, 0, 0, 0});
            }
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        try (ImageOutputStream output = new MemoryCacheImageOutputStream(bytes)) {
            writer.setOutput(output);
            writer.write(null, new IIOImage(raster, null, null), null);
        } finally {
            writer.dispose();
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    static String text(Buffer bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
