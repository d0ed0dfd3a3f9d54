package org.relais.picture;

import io.vertx.core.buffer.Buffer;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import javax.imageio.ImageIO;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.relais.inbox.media.MediaType;

/** Pictures whose colours no platform takes (sixteen bits each, or those of print), as the same in colours that all do. */
final class Conversion {
    /** Larger ones are drawn smaller: on a telephone nobody sees it, and few megabytes are held for it. */
    private static final long MOST_PIXELS = 4_000_000;

    private static final byte[] ADOBE = {'A', 'd', 'o', 'b', 'e'};
    /** ITU T.872: of the four colours of print, three are kept as brightness and two differences. */
    private static final int YCCK = 2;

    private Conversion() {}

    /**
     * The picture in eight bits of red, green and blue. One at a time, so that not many are held at once.
     *
     * @throws IOException where it can't be decoded
     */
    static synchronized Buffer of(MediaType type, Buffer bytes, long pixels) throws IOException {
        ImageReader reader = ImageIO.getImageReadersByMIMEType(type.mime()).next();
        try (ImageInputStream input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes.getBytes()))) {
            reader.setInput(input, true, true);
            ImageReadParam smaller = reader.getDefaultReadParam();
            int step = (int) Math.ceil(Math.sqrt((double) pixels / MOST_PIXELS));
            smaller.setSourceSubsampling(step, step, 0, 0);
            return type == MediaType.PNG
                    ? written(eight(reader.read(0, smaller).getRaster()))
                    : written(screen(reader.readRaster(0, smaller), adobe(bytes)));
        } catch (RuntimeException damaged) {
            throw new IOException(damaged);
        } finally {
            reader.dispose();
        }
    }

    /** Of one to four bands of sixteen bits: grey or three colours, each with how opaque it is or without. */
    private static BufferedImage eight(Raster from) {
        int bands = from.getNumBands();
        boolean opaque = bands % 2 == 1;
        BufferedImage to = new BufferedImage(
                from.getWidth(), from.getHeight(), opaque ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB);
        int[] pixel = new int[bands];
        for (int y = 0; y < from.getHeight(); y++) {
            for (int x = 0; x < from.getWidth(); x++) {
                from.getPixel(x, y, pixel);
                int red = pixel[0] >> 8;
                int green = bands < 3 ? red : pixel[1] >> 8;
                int blue = bands < 3 ? red : pixel[2] >> 8;
                int alpha = opaque ? 255 : pixel[bands - 1] >> 8;
                to.setRGB(x, y, (alpha << 24) | (red << 16) | (green << 8) | blue);
            }
        }
        return to;
    }

    /** @param adobe how the four bands are kept, by the mark of Adobe, whose programs keep them inverted; -1 without one */
    private static BufferedImage screen(Raster from, int adobe) {
        BufferedImage to = new BufferedImage(from.getWidth(), from.getHeight(), BufferedImage.TYPE_INT_RGB);
        int[] pixel = new int[4];
        for (int y = 0; y < from.getHeight(); y++) {
            for (int x = 0; x < from.getWidth(); x++) {
                from.getPixel(x, y, pixel);
                int red = pixel[0];
                int green = pixel[1];
                int blue = pixel[2];
                if (adobe == YCCK) {
                    red = clamped(pixel[0] + 1.402 * (pixel[2] - 128));
                    green = clamped(pixel[0] - 0.344136 * (pixel[1] - 128) - 0.714136 * (pixel[2] - 128));
                    blue = clamped(pixel[0] + 1.772 * (pixel[1] - 128));
                }
                int inverted = adobe < 0 ? 255 : 0;
                int key = pixel[3] ^ inverted;
                to.setRGB(
                        x,
                        y,
                        (((red ^ inverted) * key / 255) << 16)
                                | (((green ^ inverted) * key / 255) << 8)
                                | ((blue ^ inverted) * key / 255));
            }
        }
        return to;
    }

    private static int clamped(double value) {
        return (int) Math.max(0, Math.min(255, Math.round(value)));
    }

    /** The last byte of Adobe's segment. */
    private static int adobe(Buffer jpeg) {
        for (int at = 2; at + 16 <= jpeg.length() && jpeg.getUnsignedByte(at) == 0xFF; ) {
            if (jpeg.getUnsignedByte(at + 1) == 0xEE
                    && Arrays.equals(jpeg.getBytes(at + 4, at + 4 + ADOBE.length), ADOBE)) {
                return jpeg.getUnsignedByte(at + 15);
            }
            at += 2 + jpeg.getUnsignedShort(at + 2);
        }
        return -1;
    }

    private static Buffer written(BufferedImage image) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "png", bytes);
        if (bytes.size() <= Picture.MOST_BYTES) {
            return Buffer.buffer(bytes.toByteArray());
        }
        BufferedImage opaque = new BufferedImage(image.getWidth(), image.getHeight(), BufferedImage.TYPE_INT_RGB);
        opaque.createGraphics().drawImage(image, 0, 0, Color.WHITE, null);
        bytes.reset();
        ImageIO.write(opaque, "jpg", bytes);
        return Buffer.buffer(bytes.toByteArray());
    }
}
