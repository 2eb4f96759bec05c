package dev.chorale.deploy.check;

import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Pcm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One line in each voice that was looked at.
 *
 * @param untried voices that were not asked, for want of time or because there are too many
 */
record SpokenLines(List<SpokenLine> lines, int untried) implements Finding {
    /**
     * A line.
     *
     * @param textLanguage of the line: English where there is none in the voice's language
     * @param realTimeFactor seconds of work for a second of audio
     * @param peakDbfs the loudest sample against full scale
     */
    record SpokenLine(
            String voice,
            String language,
            String textLanguage,
            long tookMs,
            long audioMs,
            double realTimeFactor,
            double peakDbfs,
            int sampleRateHz,
            String verdict) {
        boolean isPlausible() {
            return verdict.equals("plausible");
        }
    }

    static SpokenLines of(Mouth mouth, List<EngineVoice> voices, Allowance allowance) throws InterruptedException {
        List<SpokenLine> lines = new ArrayList<>();
        for (EngineVoice voice : voices) {
            if (!allowance.isUp()) {
                Call call = mouth.say(Mouth.line(voice, Wording.line(voice)), allowance);
                lines.add(line(voice, call, call.verdict(mouth.card().sampleRateHz())));
            }
        }
        return new SpokenLines(lines, mouth.card().voices().size() - lines.size());
    }

    private static SpokenLine line(EngineVoice voice, Call call, String verdict) {
        Duration audio = call.pcm().map(Pcm::duration).orElse(Duration.ZERO);
        return new SpokenLine(
                voice.nativeName(),
                voice.language(),
                Wording.languageOfLine(voice),
                call.took().toMillis(),
                audio.toMillis(),
                audio.isZero() ? 0 : hundredths((double) call.took().toNanos() / audio.toNanos()),
                call.pcm().map(SpokenLines::peakDbfs).orElse(-96.0),
                call.pcm().map(Pcm::sampleRateHz).orElse(0),
                verdict);
    }

    private static double peakDbfs(Pcm pcm) {
        int peak = 1;
        for (int i = 0; i < pcm.sampleCount(); i++) {
            peak = Math.max(peak, Math.abs(pcm.sample(i)));
        }
        return hundredths(20 * Math.log10(peak / 32768.0));
    }

    private static double hundredths(double value) {
        return Math.round(value * 100) / 100.0;
    }

    /** The voices whose line can be their text. */
    List<String> plausible() {
        return lines.stream()
                .filter(SpokenLine::isPlausible)
                .map(SpokenLine::voice)
                .toList();
    }

    @Override
    public List<String> told() {
        List<String> told =
                new ArrayList<>(lines.stream().map(SpokenLines::told).toList());
        if (untried > 0) {
            told.add("voices that were not asked: " + untried + "; name them with --voice");
        }
        return told;
    }

    private static String told(SpokenLine line) {
        String text = line.textLanguage().equals(line.language()) ? "" : ", text " + line.textLanguage();
        String head = line.voice() + " (" + line.language() + text + "): ";
        return line.audioMs() == 0
                ? head + line.verdict()
                : head
                        + String.format(
                                Locale.ROOT,
                                "%.2f s of audio in %s, real-time factor %.2f, peak %.1f dBFS, %d Hz, %s",
                                line.audioMs() / 1000.0,
                                Wording.seconds(Duration.ofMillis(line.tookMs())),
                                line.realTimeFactor(),
                                line.peakDbfs(),
                                line.sampleRateHz(),
                                line.verdict());
    }
}
