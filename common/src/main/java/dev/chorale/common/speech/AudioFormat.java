package dev.chorale.common.speech;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The containers and codecs in which audio leaves Chorale. Always one channel. */
public enum AudioFormat {
    /** RIFF/WAVE, signed 16-bit little-endian samples. */
    WAV("audio/wav"),
    /** MPEG layer III with an ID3v2 tag. */
    MP3("audio/mpeg"),
    /** Opus in Ogg (RFC 7845), 48 kHz only. */
    OPUS("audio/ogg"),
    /** AAC-LC in ADTS with an ID3v2 tag in front. */
    AAC("audio/aac"),
    FLAC("audio/flac"),
    /** Bare signed 16-bit little-endian samples, no header and so no mark. */
    PCM("audio/pcm");

    /** Every sample rate a caller may ask for, in Hz. */
    public static final List<Integer> SAMPLE_RATES_HZ = List.of(8000, 16000, 22050, 24000, 32000, 44100, 48000);

    /** The longest recording. At 48 kHz it just fits into a WAV, whose sizes have 32 bits. */
    public static final Duration LONGEST = Duration.ofHours(12);

    private final String mediaType;

    AudioFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The name in the API and in file names: {@code wav}, {@code mp3} … */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String mediaType() {
        return mediaType;
    }

    /** The sample rate, in Hz, where the caller names none. */
    public int defaultSampleRateHz() {
        return this == OPUS ? 48000 : 24000;
    }

    /** The rates, in Hz, that this format carries. */
    public List<Integer> sampleRatesHz() {
        return this == OPUS ? List.of(48000) : SAMPLE_RATES_HZ;
    }

    public static Optional<AudioFormat> byWireName(String name) {
        return Stream.of(values()).filter(f -> f.wireName().equals(name)).findFirst();
    }
}
