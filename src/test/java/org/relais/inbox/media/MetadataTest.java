package org.relais.inbox.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.testing.Unit;

/** Where and with what a picture was taken goes; what it shows stays. */
@Unit
class MetadataTest {

    @Test
    void aPhotographLosesItsPlaceItsDeviceAndItsCommentAndNoPixel() throws IOException {
        Buffer photograph = sample("picture.jpg");
        assertThat(text(photograph)).contains("Exif", "SandboxPhone1", "12 rue des Lilas");
        Buffer clean = Metadata.removed(MediaType.JPEG, photograph);
        assertThat(text(clean)).doesNotContain("Exif", "SandboxPhone1", "12 rue des Lilas");
        assertThat(pixels(clean)).isEqualTo(pixels(photograph));
        assertThat(Metadata.removed(MediaType.JPEG, clean)).isEqualTo(clean);
    }

    @ParameterizedTest
    @CsvSource({"1, false", "6, true", "8, true", "9, false"})
    void ofAPhotographOnItsSideOnlyThatIsKept(int side, boolean kept) throws IOException {
        Buffer photograph = sample("picture.jpg").copy();
        int orientation = text(photograph).indexOf("\u0001\u0012\u0000\u0003");
        photograph.setShort(orientation + 8, (short) side);
        Buffer clean = Metadata.removed(MediaType.JPEG, photograph);
        assertThat(text(clean).contains("Exif")).isEqualTo(kept);
        assertThat(text(clean)).doesNotContain("SandboxPhone1");
        if (kept) {
            int entry = text(clean).indexOf("\u0001\u0012\u0000\u0003");
            assertThat(clean.getUnsignedShort(entry + 8)).isEqualTo(side);
        }
        assertThat(pixels(clean)).isEqualTo(pixels(photograph));
    }

    @Test
    void whatHangsBehindAPhotographIsCutOff() throws IOException {
        Buffer twice = sample("picture.jpg").copy().appendBuffer(sample("video.mp4"));
        assertThat(text(Metadata.removed(MediaType.JPEG, twice))).doesNotContain("ftyp");
    }

    @Test
    void aDrawingLosesItsWords() throws IOException {
        Buffer drawing = png();
        Buffer told = drawing.getBuffer(0, drawing.length() - 12)
                .appendBuffer(chunk("tEXt", "Author\0Karim"))
                .appendBuffer(chunk("eXIf", "MM\0*GPS"))
                .appendBuffer(drawing.getBuffer(drawing.length() - 12, drawing.length()));
        Buffer clean = Metadata.removed(MediaType.PNG, told);
        assertThat(text(clean)).doesNotContain("Karim", "GPS");
        assertThat(pixels(clean)).isEqualTo(pixels(drawing));
    }

    @Test
    void aStickerLosesItsPlaceAndDoesNotPromiseOne() throws IOException {
        Buffer sticker = sample("sticker.webp");
        assertThat(text(sticker)).contains("EXIF", "SandboxPhone1");
        Buffer clean = Metadata.removed(MediaType.WEBP, sticker);
        assertThat(text(clean)).doesNotContain("EXIF", "SandboxPhone1").startsWith("RIFF");
        assertThat(clean.getUnsignedIntLE(4)).isEqualTo(clean.length() - 8);
        assertThat(clean.getByte(20) & 0x2C).isZero();
    }

    @Test
    void anAnimationLosesItsCommentsAndGoesOnRepeating() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image(), "gif", out)).isTrue();
        Buffer gif = Buffer.buffer(out.toByteArray());
        int blocks = 13 + ((gif.getUnsignedByte(10) & 0x80) == 0 ? 0 : 3 << ((gif.getUnsignedByte(10) & 7) + 1));
        Buffer told = gif.getBuffer(0, blocks)
                .appendString("!\u00FF\u000BNETSCAPE2.0\u0003\u0001\0\0\0", "ISO-8859-1")
                .appendString("!\u00FE\u0005Karim\0", "ISO-8859-1")
                .appendBuffer(gif.getBuffer(blocks, gif.length()));
        Buffer clean = Metadata.removed(MediaType.GIF, told);
        assertThat(text(clean)).contains("NETSCAPE").doesNotContain("Karim");
        assertThat(pixels(clean)).isEqualTo(pixels(gif));
    }

    @Test
    void aFilmLosesItsPlaceAndKeepsItsLength() throws IOException {
        Buffer film = sample("video.mp4");
        assertThat(text(film)).contains("+48.8566+002.3522/");
        Buffer clean = Metadata.removed(MediaType.MP4, film);
        assertThat(text(clean)).doesNotContain("+48.8566").contains("moov", "mdat");
        assertThat(clean.length()).isEqualTo(film.length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"picture.jpg", "sticker.webp", "video.mp4", "drawing.png", "picture.gif"})
    void brokenOnesAreCutAndNeverThrow(String name) throws IOException {
        Buffer whole = name.equals("drawing.png")
                ? png()
                : name.equals("picture.gif") ? Buffer.buffer("GIF89a\1\1\1\1\u00F7\0\0") : sample(name);
        MediaType type = MediaType.of(whole).orElseThrow();
        Random random = new Random(7);
        for (int round = 0; round < 400; round++) {
            Buffer broken = whole.getBuffer(0, 12 + random.nextInt(whole.length() - 11));
            for (int byteOf = 0; byteOf < 5; byteOf++) {
                broken.setByte(12 + random.nextInt(Math.max(1, broken.length() - 12)), (byte) random.nextInt(256));
            }
            assertThat(Metadata.removed(type, broken).length()).isLessThanOrEqualTo(broken.length() + 40);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "picture.jpg, image/jpeg",
        "sticker.webp, image/webp",
        "voice.ogg, audio/ogg",
        "video.mp4, video/mp4",
        "document.pdf, application/pdf"
    })
    void whatAFileIsItsFirstBytesSay(String name, String mime) throws IOException {
        assertThat(MediaType.of(sample(name)).map(MediaType::mime)).contains(mime);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<svg xmlns='http://www.w3.org/2000/svg'>",
                "<!doctype html><script>",
                "PK\3\4",
                "MZ",
                "\u00FF",
                ""
            })
    void whatCouldRunIsOnlySaved(String begin) {
        MediaType type = MediaType.of(Buffer.buffer(begin, "ISO-8859-1")).orElseThrow();
        assertThat(type).isEqualTo(MediaType.OTHER);
        assertThat(type.shown()).isFalse();
        assertThat(type.mime()).isEqualTo("application/octet-stream");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\0\0\0\u0018ftypheic", "\0\0\0\u0018ftypavif", "II*\0", "MM\0*"})
    void aPictureThatCantBeCleanedIsNotTaken(String begin) {
        assertThat(MediaType.of(Buffer.buffer(begin, "ISO-8859-1"))).isEqualTo(Optional.empty());
    }

    private static Buffer sample(String name) throws IOException {
        try (InputStream stream = MetadataTest.class.getResourceAsStream("/org/relais/sandbox/sample/" + name)) {
            return Buffer.buffer(stream.readAllBytes());
        }
    }

    private static String text(Buffer bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static int[] pixels(Buffer bytes) throws IOException {
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(bytes.getBytes()));
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }

    private static BufferedImage image() {
        BufferedImage image = new BufferedImage(20, 10, BufferedImage.TYPE_INT_RGB);
        image.setRGB(3, 4, 0xFF8800);
        return image;
    }

    private static Buffer png() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        assertThat(ImageIO.write(image(), "png", out)).isTrue();
        return Buffer.buffer(out.toByteArray());
    }

    private static Buffer chunk(String name, String data) {
        CRC32 sum = new CRC32();
        sum.update((name + data).getBytes(StandardCharsets.ISO_8859_1));
        return Buffer.buffer()
                .appendInt(data.length())
                .appendString(name + data, "ISO-8859-1")
                .appendInt((int) sum.getValue());
    }
}
