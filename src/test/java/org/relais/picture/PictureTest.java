package org.relais.picture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.buffer.Buffer;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relais.inbox.media.MediaType;
import org.relais.input.FaultCode;
import org.relais.input.InvalidInputException;
import org.relais.testing.Unit;

/** What is a picture that both platforms take, by what it is. */
@Unit
class PictureTest {

    @Test
    void aPhotographIsTakenWithoutItsPlace() throws IOException {
        Picture picture = Picture.of(PictureSamples.photograph());
        assertThat(picture.type()).isEqualTo(MediaType.JPEG);
        assertThat(PictureSamples.text(PictureSamples.photograph())).contains("SandboxPhone1");
        assertThat(PictureSamples.text(picture.bytes())).doesNotContain("Exif", "SandboxPhone1", "12 rue des Lilas");
    }

    @ParameterizedTest
    @CsvSource({"4000, 6000", "200, 10", "1, 20"})
    void aDrawingIsTakenUpToTheSizeOfThePlatforms(int width, int height) throws IOException {
        assertThat(Picture.of(PictureSamples.png(width, height)).type()).isEqualTo(MediaType.PNG);
    }

    @ParameterizedTest
    @CsvSource({"6000, 4001", "211, 10", "1, 21"})
    void oneBeyondIsTooLarge(int width, int height) throws IOException {
        refused(PictureSamples.png(width, height), FaultCode.PICTURE_DIMENSIONS);
    }

    @Test
    void oneTooHeavyIsRefusedWhateverItIs() {
        refused(Buffer.buffer(new byte[Picture.MOST_BYTES + 1]), FaultCode.PICTURE_TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "GIF89a", "%PDF-1.7", "<svg xmlns='http://www.w3.org/2000/svg'>", "RIFF0000WEBPVP8 "})
    void whatNoPlatformTakesIsRefused(String bytes) {
        refused(Buffer.buffer(bytes), FaultCode.PICTURE_KIND);
    }

    @Test
    void oneCutOffIsRefused() throws IOException {
        Buffer photograph = PictureSamples.photograph();
        refused(photograph.getBuffer(0, 300), FaultCode.PICTURE_KIND);
        Buffer drawing = PictureSamples.png(30, 20);
        refused(drawing.getBuffer(0, drawing.length() - 20), FaultCode.PICTURE_KIND);
    }

    /** What tells four colours in its head and has three in its body is one of them. */
    @Test
    void whatIsNotWhatItsHeadSaysIsRefused() throws IOException {
        Buffer photograph = PictureSamples.photograph().copy();
        int frame = PictureSamples.text(photograph).indexOf("\u00FF\u00C0");
        photograph.setByte(frame + 9, (byte) 4);
        refused(photograph, FaultCode.PICTURE_KIND);
        refused(PictureSamples.png(30, 20).copy().setByte(24, (byte) 16), FaultCode.PICTURE_KIND);
    }

    @ParameterizedTest
    @CsvSource({"1, 30, 20", "2, 30, 20", "3, 30, 20", "4, 30, 20", "3, 2500, 1700"})
    void sixteenBitsOfAColourBecomeEight(int bands, int width, int height) throws IOException {
        Picture picture = Picture.of(PictureSamples.deep(bands, width, height));
        assertThat(picture.type()).isEqualTo(MediaType.PNG);
        assertThat(picture.bytes().getUnsignedByte(24)).as("bits of a colour").isEqualTo((short) 8);
        BufferedImage shown =
                ImageIO.read(new ByteArrayInputStream(picture.bytes().getBytes()));
        assertThat(shown.getRGB(1, 1) & 0xFF0000).as("its red").isEqualTo(0x800000);
        assertThat(shown.getRGB(1, 1) >>> 24).as("how opaque").isEqualTo(bands % 2 == 1 ? 0xFF : 0x80);
        assertThat(shown.getWidth()).as("not larger than a telephone shows").isEqualTo(width > 2000 ? 1250 : width);
    }

    /** In inks that are kept inverted and without a mark that they are, as in those that Adobe's programs write. */
    @Test
    void theColoursOfPrintBecomeThoseOfAScreen() throws IOException {
        Picture picture = Picture.of(PictureSamples.printed());
        BufferedImage shown =
                ImageIO.read(new ByteArrayInputStream(picture.bytes().getBytes()));
        assertThat(shown.getRGB(4, 4) >> 16 & 0xFF).as("red of half cyan").isBetween(115, 140);
        assertThat(shown.getRGB(4, 4) & 0xFF).as("blue of no yellow").isGreaterThan(245);
    }

    private static void refused(Buffer bytes, FaultCode code) {
        assertThatThrownBy(() -> Picture.of(bytes))
                .isInstanceOfSatisfying(InvalidInputException.class, refusal -> assertThat(refusal.faults())
                        .singleElement()
                        .satisfies(fault -> assertThat(fault.code()).isEqualTo(code)));
    }
}
