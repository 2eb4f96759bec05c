package dev.chorale.deploy.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chorale.deploy.client.ApiClient;
import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.launch.Failure;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TourTest {
    @TempDir
    private Path folder;

    private final ByteArrayOutputStream told = new ByteArrayOutputStream();
    private FakeApi fake;
    private WebhookReceiver receiver;
    private Api api;

    @BeforeEach
    void start() throws IOException {
        fake = FakeApi.start();
        receiver = WebhookReceiver.listenOn(0);
        api = new Api(new ApiClient(fake.url(), "key"));
    }

    @AfterEach
    void stop() {
        receiver.close();
        fake.close();
    }

    @Test
    void three_texts_are_spoken_announced_fetched_and_then_cached() throws Exception {
        List<Path> files = tour().walk();

        assertThat(files)
                .extracting(path -> path.getFileName().toString())
                .containsExactly("english.wav", "mandarin.wav", "chapter.wav");
        assertThat(files).allSatisfy(file -> assertThat(file).hasBinaryContent(FakeApi.AUDIO));
        assertThat(told.toString(StandardCharsets.UTF_8))
                .contains("webhook job.succeeded, signature verified", "a cache hit, answered in")
                .doesNotContain("\u001b");
        assertThat(fake.preferences()).containsOnly("wait=20");
    }

    @Test
    void a_webhook_that_somebody_else_signed_ends_the_tour() {
        fake.forge();

        assertThatThrownBy(() -> tour().walk())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("the webhook about job_1 did not verify");
    }

    @Test
    void what_the_api_refuses_is_told_in_its_own_words() {
        assertThatThrownBy(() -> api.submit(Map.of("input", "Hello.", "voice", "nobody/at-all")))
                .isInstanceOf(Failure.class)
                .hasMessage("the request has 1 error; voice: nobody has it");
    }

    @Test
    void a_silent_api_is_told_with_what_helps() {
        fake.close();

        assertThatThrownBy(() -> api.webhookSecret())
                .isInstanceOf(Failure.class)
                .hasMessageContaining("./chorale up");
    }

    @Test
    void audio_that_is_not_what_the_job_says_is_not_kept() {
        Job job = new Job(200, "job_1", "succeeded", "miss", "00", Duration.ZERO, "");
        Path file = folder.resolve("x.wav");

        assertThatThrownBy(() -> AudioFile.write(file, FakeApi.AUDIO, job)).isInstanceOf(Failure.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void the_chapter_is_long_enough_to_be_cut_into_parts() {
        assertThat(DemoText.all().getLast().text()).hasSizeGreaterThanOrEqualTo(2_000);
    }

    private Tour tour() {
        PrintStream out = new PrintStream(told, true, StandardCharsets.UTF_8);
        Console console =
                new Console(out, new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8));
        return new Tour(api, receiver, new Narrator(console, false), folder);
    }
}
