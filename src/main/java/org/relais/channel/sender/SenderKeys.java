package org.relais.channel.sender;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relais.channel.SenderField;
import org.relais.config.RelaisConfig.Key;
import org.relais.digest.Sha256;
import org.relais.organisation.password.SecretSeal;

/**
 * Seal on the secrets of senders and of second factors in the database: AES-256-GCM by Tink, each bound to its row. The first key of the
 * configuration seals, all of them open. Without any key nothing is sealed, and no sender can be connected.
 */
public final class SenderKeys implements SecretSeal {
    private final List<String> ids;
    private final @Nullable Aead aead;

    /** @param keys the current one first; none at all is possible */
    public SenderKeys(List<Key> keys) {
        this.ids = keys.stream().map(Key::id).toList();
        try {
            this.aead = keys.isEmpty() ? null : aead(keys);
        } catch (GeneralSecurityException fault) {
            throw new IllegalArgumentException("security.senderKeys can't be used: " + fault.getMessage(), fault);
        }
    }

    @Override
    public boolean present() {
        return aead != null;
    }

    @Override
    public String primary() {
        return ids.get(0);
    }

    /**
     * Fields as sealed bytes.
     *
     * @param place what they are bound to, see {@link #place}
     */
    byte[] seal(Map<String, String> fields, byte[] place) {
        JsonObject json = new JsonObject();
        new TreeMap<>(fields).forEach(json::put);
        return sealBytes(json.encode().getBytes(StandardCharsets.UTF_8), place);
    }

    @Override
    public byte[] sealBytes(byte[] secret, byte[] place) {
        try {
            return aead().encrypt(secret, place);
        } catch (GeneralSecurityException fault) {
            throw new IllegalStateException("a secret could not be sealed", fault);
        }
    }

    /** @throws GeneralSecurityException when no key here opens them, or they are another row's */
    Map<String, String> open(byte[] sealed, byte[] place) throws GeneralSecurityException {
        JsonObject json = new JsonObject(new String(openBytes(sealed, place), StandardCharsets.UTF_8));
        Map<String, String> fields = new TreeMap<>();
        json.fieldNames().forEach(name -> fields.put(name, json.getString(name)));
        return fields;
    }

    @Override
    public byte[] openBytes(byte[] sealed, byte[] place) throws GeneralSecurityException {
        if (aead == null) {
            throw new GeneralSecurityException("there is no key");
        }
        return aead.decrypt(sealed, place);
    }

    /** What secrets are bound to: their sender and what they are for. */
    static byte[] place(long senderId, SenderField.Use use) {
        return ("sender:" + senderId + ":" + use).getBytes(StandardCharsets.UTF_8);
    }

    private Aead aead() {
        if (aead == null) {
            throw new IllegalStateException("there is no key in security.senderKeys");
        }
        return aead;
    }

    @AccessesPartialKey
    private static Aead aead(List<Key> keys) throws GeneralSecurityException {
        AeadConfig.register();
        AesGcmParameters parameters = AesGcmParameters.builder()
                .setKeySizeBytes(32)
                .setIvSizeBytes(12)
                .setTagSizeBytes(16)
                .setVariant(AesGcmParameters.Variant.TINK)
                .build();
        KeysetHandle.Builder set = KeysetHandle.newBuilder();
        for (Key key : keys) {
            AesGcmKey own = AesGcmKey.builder()
                    .setParameters(parameters)
                    .setIdRequirement(number(key))
                    .setKeyBytes(SecretBytes.copyFrom(key.secret(), InsecureSecretKeyAccess.get()))
                    .build();
            KeysetHandle.Builder.Entry entry = KeysetHandle.importKey(own);
            set.addEntry(key.id().equals(keys.get(0).id()) ? entry.makePrimary() : entry);
        }
        return set.build().getPrimitive(RegistryConfiguration.get(), Aead.class);
    }

    /** Tink's number of a key, which stands in front of everything it seals: always the same for one name. */
    private static int number(Key key) {
        return ByteBuffer.wrap(Sha256.of(key.id())).getInt();
    }
}
