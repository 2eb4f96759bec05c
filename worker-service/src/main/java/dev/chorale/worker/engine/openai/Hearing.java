package dev.chorale.worker.engine.openai;

import static dev.chorale.worker.engine.EngineFailure.ENGINE_BAD_AUDIO;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_CRASHED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_CUT_AUDIO;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_FAILED;
import static dev.chorale.worker.engine.EngineFailure.ENGINE_OUT_OF_MEMORY;

import dev.chorale.worker.engine.EngineFailure;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.http.Answer;
import dev.chorale.worker.engine.http.Complaint;
import dev.chorale.worker.engine.http.Failures;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes speech, or a reason why there is none, of a server's answer to a request for speech. */
final class Hearing {
    private static final String EVENTS = "text/event-stream";
    /** Types under which bare samples are sent. Others hold compressed audio, which as samples would be noise. */
    private static final Set<String> SAMPLES = Set.of(
            "", "audio/pcm", "audio/raw", "audio/x-raw", "application/octet-stream", "binary/octet-stream", EVENTS);

    private static final List<String> COMPRESSED = List.of("ID3", "OggS", "fLaC");

    private static final Pattern RATE = Pattern.compile(";\\s*rate=\"?([1-9][0-9]{3,5})\\b");

    private final boolean wav;
    private final int sampleRateHz;
    private final Failures failures;

    Hearing(Options options, InstantSource clock) {
        this.wav = options.choice("format", List.of("wav", "pcm")).equals("wav");
        this.sampleRateHz = options.count("sample-rate", 8000, 192_000);
        this.failures = new Failures(clock);
    }

    Spoken heard(Answer answer) {
        return answer instanceof Answer.Given given && given.status() == 200
                ? content(given)
                : refused(failures.meaning(answer));
    }

    /** Decided by what the server says it sends: some ignore {@code stream_format}. */
    private Spoken content(Answer.Given answer) {
        String type = answer.type();
        if (type.equals(EVENTS)) {
            return told(SpeechEvents.read(answer.body()));
        }
        boolean prose = type.startsWith("text/") || type.endsWith("json") || type.endsWith("xml");
        return prose
                ? bad("the engine sent " + type + " as if it were audio")
                : audio(List.of(answer.body()), type, rate(answer));
    }

    private Spoken told(SpeechEvents.Tale tale) {
        return switch (tale) {
            case SpeechEvents.Tale.Done(List<byte[]> pieces) -> audio(pieces, EVENTS, sampleRateHz);
            case SpeechEvents.Tale.Unfinished _ -> cut("the engine's events ended without speech.audio.done");
            case SpeechEvents.Tale.Failed(Complaint complaint)
            when complaint.isOutOfMemory() ->
                refused(EngineFailure.crashed(ENGINE_OUT_OF_MEMORY, "the engine ran out of memory"));
            case SpeechEvents.Tale.Failed(Complaint complaint)
            when complaint.isCardLost() ->
                refused(EngineFailure.crashed(ENGINE_CRASHED, "the engine lost its card and must be started again"));
            case SpeechEvents.Tale.Failed(Complaint complaint) ->
                refused(EngineFailure.transient_(
                        ENGINE_FAILED, "the engine sent an event of failure" + complaint.inBrackets()));
            case SpeechEvents.Tale.Garbled _ -> bad("the engine sent events that cannot be read");
        };
    }

    private int rate(Answer.Given answer) {
        String header = answer.headers().firstValue("content-type").orElse("");
        Matcher rate = RATE.matcher(header.toLowerCase(Locale.ROOT));
        return rate.find() ? Integer.parseInt(rate.group(1)) : sampleRateHz;
    }

    /**
     * A server may put a header before the first piece, before every piece or before none, also in one body; in events bare
     * samples come whatever was asked for.
     */
    private Spoken audio(List<byte[]> parts, String type, int rateHz) {
        List<byte[]> pieces =
                parts.stream().flatMap(part -> Wav.each(part).stream()).toList();
        byte[] all = joined(pieces);
        if (all.length == 0) {
            return bad("the engine sent no audio at all");
        }
        if (Wav.begins(all)) {
            return Wav.read(pieces.getFirst())
                    .map(first -> new Wav(first.channels(), first.sampleRateHz(), first.floats(), samples(pieces)))
                    .or(() -> Wav.read(all))
                    .map(Hearing::whole)
                    .orElseGet(() -> bad("the engine sent a WAV of an unknown kind"));
        }
        return (wav && !type.equals(EVENTS)) || !SAMPLES.contains(type) || isCompressed(all)
                ? bad("the engine sent " + (type.isEmpty() ? "something" : type) + " that is not what it was asked for")
                : whole(new Wav(1, rateHz, false, all));
    }

    /** Ogg, FLAC, or MPEG with its tag: as samples each would be noise. */
    private static boolean isCompressed(byte[] audio) {
        String mark = new String(audio, 0, Math.min(4, audio.length), StandardCharsets.ISO_8859_1);
        return COMPRESSED.stream().anyMatch(mark::startsWith);
    }

    private static Spoken whole(Wav wav) {
        return wav.isTorn() ? cut("the engine's audio ended within a sample") : new Spoken.Speech(wav.pcm());
    }

    private static byte[] joined(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toByteArray();
    }

    private static byte[] samples(List<byte[]> pieces) {
        return joined(pieces.stream()
                .map(piece -> Wav.read(piece).map(Wav::samples).orElse(piece))
                .toList());
    }

    private static Spoken cut(String message) {
        return refused(EngineFailure.transient_(ENGINE_CUT_AUDIO, message));
    }

    private static Spoken bad(String message) {
        return refused(EngineFailure.transient_(ENGINE_BAD_AUDIO, message));
    }

    private static Spoken refused(EngineFailure failure) {
        return new Spoken.Refused(failure);
    }
}
