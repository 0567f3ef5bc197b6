package io.naestro.base;

import io.naestro.run.JournalFailure;
import io.naestro.run.JournalFailure.Kind;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts and authenticates bytes: AES-256-GCM of the JDK, a fresh nonce each time, in front of the result. What a
 * piece is bound to (its run and digest) is authenticated with it, so that pieces cannot be exchanged.
 */
public final class Sealing {
    private static final int KEY_BITS = 256;
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;

    /** Something that the JDK's cryptography does. */
    private interface Work<T> {
        T run() throws GeneralSecurityException;
    }

    private Sealing() {}

    /** A new key, 32 bytes. */
    public static byte[] freshKey() {
        return checked(() -> {
            var generator = KeyGenerator.getInstance("AES");
            generator.init(KEY_BITS);
            return generator.generateKey().getEncoded();
        });
    }

    /**
     * The key with these bytes.
     *
     * @param bytes 32 bytes
     */
    public static SecretKey key(byte[] bytes) {
        return new SecretKeySpec(bytes, "AES");
    }

    /**
     * Encrypts.
     *
     * @param key the key
     * @param boundTo what must be given again to decrypt
     * @param plain any bytes
     */
    public static byte[] seal(SecretKey key, byte[] boundTo, byte[] plain) {
        return checked(() -> {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, key); // takes a fresh nonce by itself
            cipher.updateAAD(boundTo);
            var sealed = Arrays.copyOf(cipher.getIV(), NONCE + cipher.getOutputSize(plain.length));
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE);
            return sealed;
        });
    }

    /**
     * Decrypts.
     *
     * @param key the key
     * @param boundTo what was given to encrypt
     * @param sealed what {@link #seal} made
     * @throws JournalFailure of kind {@code CORRUPT} if the key, what it is bound to or the bytes are others
     */
    public static byte[] open(SecretKey key, byte[] boundTo, byte[] sealed) {
        return checked(() -> {
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE));
            cipher.updateAAD(boundTo);
            return cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
        });
    }

    static MessageDigest sha256() {
        return checked(() -> MessageDigest.getInstance("SHA-256"));
    }

    private static <T> T checked(Work<T> work) {
        try {
            return work.run();
        } catch (GeneralSecurityException e) {
            throw new JournalFailure(
                    Kind.CORRUPT, "what was encrypted cannot be read: it was changed, or the key is another one", e);
        }
    }
}
