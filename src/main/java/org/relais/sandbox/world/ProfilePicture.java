package org.relais.sandbox.world;

import io.vertx.core.buffer.Buffer;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.relais.sandbox.world.SentFiles.SentFile;

/** What a platform shows of a sender beside its name: {@code drawn}, {@code none}, or {@code odd}, which is no picture. */
public final class ProfilePicture {
    /** Pixels of each side. */
    public static final int SIDE = 160;

    public static final String DRAWN = "drawn";
    private static final String NONE = "none";
    private static final String ODD = "odd";

    private ProfilePicture() {}

    /** One of the three words, or a fault. */
    public static void check(String picture) {
        if (!List.of(DRAWN, NONE, ODD).contains(picture)) {
            throw new InvalidField("picture", "must be drawn, none or odd");
        }
    }

    /**
     * The file, in the sender's own colour.
     *
     * @param id what it is asked for by
     * @return empty when there is none
     */
    public static Optional<SentFile> of(SimulatedSender sender, String id, String picture) {
        return picture.equals(NONE)
                ? Optional.empty()
                : Optional.of(new SentFile(
                        id,
                        "photo",
                        "image/png",
                        "picture.png",
                        sender.key(),
                        picture.equals(ODD) ? Buffer.buffer("<script>alert(1)</script>") : drawn(sender.key())));
    }

    /** A face in a colour of its own. */
    private static Buffer drawn(String key) {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        Graphics2D pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setColor(Color.getHSBColor(Math.floorMod(key.hashCode(), 360) / 360f, 0.55f, 0.72f));
        pen.fillRect(0, 0, SIDE, SIDE);
        pen.setColor(Color.WHITE);
        pen.fillOval(52, 30, 56, 56);
        pen.fillOval(28, 94, 104, 104);
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(bytes.toByteArray());
    }
}
