package dev.chorale.worker.speak;

import dev.chorale.worker.engine.Pcm;

/** Audio made by formula. */
final class Tones {
    private Tones() {}

    static Pcm tone(double seconds, int amplitude, int rateHz) {
        byte[] bytes = new byte[2 * (int) Math.round(seconds * rateHz)];
        for (int i = 0; i < bytes.length / 2; i++) {
            int sample = (int) Math.round(amplitude * Math.sin(2 * Math.PI * 220 * i / rateHz));
            bytes[2 * i] = (byte) sample;
            bytes[2 * i + 1] = (byte) (sample >> 8);
        }
        return new Pcm(bytes, rateHz);
    }
}
