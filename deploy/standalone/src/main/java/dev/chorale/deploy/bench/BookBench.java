package dev.chorale.deploy.bench;

import dev.chorale.deploy.bench.EngineStage.Engine;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** Books on one engine: how much quicker than one segment after the other, and what is spoken again after a change or a death. */
final class BookBench {
    static final Engine READER = Engine.steady("reader", 1, 12, 500);

    private static final int KILLS = 20;
    private static final String FORMAT = "wav";

    private final EngineStage stage;
    private final Printer printer;

    BookBench(EngineStage stage, Printer printer) {
        this.stage = stage;
        this.printer = printer;
    }

    void measure() throws InterruptedException {
        List<String> english = Book.english(1);
        read("an English book", english);
        change("an English book", english, Book.english(99));
        List<String> chinese = Book.chinese(2);
        read("a Chinese book", chinese);
        change("a Chinese book", chinese, Book.chinese(99));
        killIn(Book.english(3));
    }

    private void read(String name, List<String> sentences) throws InterruptedException {
        int before = stage.count(READER.name());
        String text = Book.text(sentences);
        long beganMs = System.currentTimeMillis();
        String job = stage.submit(READER.name(), FORMAT, text);
        var unused = stage.await(job);
        double seconds = secondsSince(beganMs);
        Calls calls = calls().from(before);
        double serial = calls.differentSounds() * calls.meanSeconds();
        printer.print(
                "%s of %d characters: %d segments, %d calls, %.1f s, spoken from %.1f to %.1f s; one after the other %.1f s: %.1f times; %s",
                name,
                text.length(),
                calls.differentSounds(),
                calls.count(),
                seconds,
                (calls.beganMs() - beganMs) / 1e3,
                (calls.endedMs() - beganMs) / 1e3,
                serial,
                serial / seconds,
                whole(job, text));
    }

    private void change(String name, List<String> sentences, List<String> others) throws InterruptedException {
        List<String> changed = new ArrayList<>(sentences);
        int middle = changed.size() / 2;
        changed.set(middle, others.get(middle));
        int before = stage.count(READER.name());
        var unused = stage.await(stage.submit(READER.name(), FORMAT, Book.text(changed)));
        printer.print("%s with one sentence changed: %d calls", name, stage.count(READER.name()) - before);
    }

    /** A worker that was started greets the engine first: with words of before, which are none of the book's. */
    private void killIn(List<String> sentences) throws InterruptedException {
        Random random = new Random(sentences.size());
        Calls before = calls();
        long beganMs = System.currentTimeMillis();
        String text = Book.text(sentences);
        String job = stage.submit(READER.name(), FORMAT, text);
        for (int kill = 0; kill < KILLS; kill++) {
            stage.awaitCalls(READER.name(), stage.count(READER.name()) + 2 * READER.atOnce());
            TimeUnit.MILLISECONDS.sleep(random.nextInt(500));
            stage.killWorker();
        }
        int attempts = stage.await(job).path("attempts").asInt();
        Calls calls = calls().without(before);
        long again = calls.count() - calls.differentSounds();
        printer.print(
                "a book whose worker was killed %d times: %.0f s, %d segments, %d calls more: %.1f a kill at %d places; attempt %d; %s",
                KILLS,
                secondsSince(beganMs),
                calls.differentSounds(),
                again,
                (double) again / KILLS,
                READER.atOnce(),
                attempts,
                whole(job, text));
    }

    private static double secondsSince(long beganMs) {
        return (System.currentTimeMillis() - beganMs) / 1e3;
    }

    private Calls calls() throws InterruptedException {
        return stage.calls(READER.name());
    }

    /** Whether its segments' texts are the text, but for white space. */
    private String whole(String job, String text) throws InterruptedException {
        boolean isWhole = squeezed(stage.spokenText(job)).equals(squeezed(text));
        return isWhole ? "no text is missing" : "THE TEXT IS NOT WHOLE";
    }

    private static String squeezed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC).replaceAll("\\s", "");
    }
}
