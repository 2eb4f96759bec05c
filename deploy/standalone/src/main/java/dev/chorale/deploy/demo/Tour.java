package dev.chorale.deploy.demo;

import dev.chorale.deploy.launch.Failure;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The way of a text through Chorale, as a customer sees it: submitted, spoken, announced, fetched, and then cached. */
final class Tour {
    private static final Duration SPEAKING = Duration.ofMinutes(3);
    private static final Duration WEBHOOK = Duration.ofSeconds(30);

    private record Submission(DemoText text, Job job) {}

    private final Api api;
    private final WebhookReceiver receiver;
    private final Narrator narrator;
    private final Path folder;

    Tour(Api api, WebhookReceiver receiver, Narrator narrator, Path folder) {
        this.api = api;
        this.receiver = receiver;
        this.narrator = narrator;
        this.folder = folder;
    }

    /** Walks the whole way; returns the audio files. */
    List<Path> walk() throws InterruptedException {
        receiver.trust(api.webhookSecret());
        List<DemoText> texts = DemoText.all();
        List<Submission> submissions = new ArrayList<>();
        for (DemoText text : texts) {
            submissions.add(new Submission(text, submit(text)));
        }
        List<Path> files = new ArrayList<>();
        for (Submission submission : submissions) {
            files.add(follow(submission.text(), submission.job()));
        }
        submitAgain(texts.getFirst());
        return files;
    }

    private Job submit(DemoText text) throws InterruptedException {
        Job job = api.submit(Map.of("input", text.text(), "voice", text.voice(), "webhook_url", receiver.url()));
        narrator.step(
                text.name(),
                text.text().length() + " characters for " + text.voice() + ": " + job.state() + " as " + job.id());
        return job;
    }

    private Path follow(DemoText text, Job submitted) throws InterruptedException {
        Job job = api.await(submitted, SPEAKING).succeeded();
        narrator.step(text.name(), "succeeded with " + Narrator.seconds(job.audio()) + " of audio" + origin(job));
        narrator.proof(text.name(), "webhook " + receiver.awaitAbout(job.id(), WEBHOOK) + ", signature verified");
        Path file = folder.resolve(text.name() + ".wav");
        AudioFile.write(file, api.audio(job), job);
        narrator.proof(text.name(), "audio downloaded, SHA-256 " + job.sha256().substring(0, 12) + "… as the job says");
        return file;
    }

    private static String origin(Job job) {
        return job.cache().equals("hit") ? ", cached by an earlier run" : "";
    }

    private void submitAgain(DemoText text) throws InterruptedException {
        long begun = System.nanoTime();
        Job job = api.submit(Map.of("input", text.text(), "voice", text.voice(), "webhook_url", receiver.url()));
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        if (job.status() != 200 || !job.cache().equals("hit")) {
            throw new Failure("the same text was not answered from the cache (" + job.state() + ", cache " + job.cache()
                    + "): look into the API's log");
        }
        narrator.proof(text.name(), "the same text again: a cache hit, answered in " + Narrator.seconds(took));
    }
}
