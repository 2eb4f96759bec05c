package dev.chorale.common.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A long file, which goes in parts, several at once. */
class AudioStorePartsTest {
    private static final int BYTES = 23 << 20;
    private static final Pattern PART = Pattern.compile("partNumber=(\\d+)");

    @TempDir
    private Path temp;

    private final Map<Integer, byte[]> parts = new ConcurrentSkipListMap<>();
    private final AtomicBoolean aborted = new AtomicBoolean();
    private HttpServer server;
    private AudioStore store;
    private Path file;
    private byte[] content;
    private volatile int third = 200;

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
        store = new AudioStore(new AudioStore.Settings(
                "http://127.0.0.1:" + server.getAddress().getPort(), "bucket", "us-east-1", "key", "secret"));
        content = new byte[BYTES];
        new Random(1).nextBytes(content);
        file = Files.write(temp.resolve("long"), content);
    }

    @AfterEach
    void close() {
        server.stop(0);
    }

    @Test
    void its_parts_make_it_up_in_their_order() throws IOException {
        store.put("audio/a", file, "audio/wav");

        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        parts.values().forEach(whole::writeBytes);
        assertThat(parts).hasSize(5);
        assertThat(whole.toByteArray()).isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 500, 503, 507})
    @Timeout(60)
    void a_part_that_breaks_or_is_refused_is_an_io_exception_and_leaves_nothing_behind(int status) throws Exception {
        third = status;
        long before = workers();

        assertThatThrownBy(() -> store.put("audio/a", file, "audio/wav")).isInstanceOf(IOException.class);

        assertThat(aborted).as("the parts that had come are given up").isTrue();
        for (int looks = 0; workers() > before && looks < 100; looks++) {
            Thread.sleep(Duration.ofMillis(50));
        }
        assertThat(workers()).isLessThanOrEqualTo(before);
    }

    /** Threads of pools that nobody has named. */
    private static long workers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("pool-"))
                .count();
    }

    private void answer(HttpExchange asked) throws IOException {
        String query = String.valueOf(asked.getRequestURI().getRawQuery());
        byte[] body = asked.getRequestBody().readAllBytes();
        Matcher part = PART.matcher(query);
        if (part.find()) {
            keep(asked, Integer.parseInt(part.group(1)), body);
        } else if (asked.getRequestMethod().equals("DELETE")) {
            aborted.set(true);
            say(asked, 204, "");
        } else if (query.startsWith("uploads")) {
            say(
                    asked,
                    200,
                    "<InitiateMultipartUploadResult><Bucket>bucket</Bucket><Key>audio/a</Key><UploadId>u</UploadId></InitiateMultipartUploadResult>");
        } else {
            say(
                    asked,
                    200,
                    "<CompleteMultipartUploadResult><Bucket>bucket</Bucket><Key>audio/a</Key><ETag>e</ETag></CompleteMultipartUploadResult>");
        }
    }

    private void keep(HttpExchange asked, int number, byte[] body) throws IOException {
        if (number == 3 && third == 0) {
            asked.close();
        } else if (number == 3 && third != 200) {
            say(asked, third, "<Error><Code>XMinioStorageFull</Code><Message>no</Message></Error>");
        } else {
            parts.put(number, body);
            asked.getResponseHeaders().add("ETag", "\"" + number + "\"");
            say(asked, 200, "");
        }
    }

    private static void say(HttpExchange asked, int status, String xml) throws IOException {
        byte[] bytes = xml.getBytes(StandardCharsets.UTF_8);
        asked.getResponseHeaders().add("Content-Type", "application/xml");
        asked.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            asked.getResponseBody().write(bytes);
        }
        asked.close();
    }
}
