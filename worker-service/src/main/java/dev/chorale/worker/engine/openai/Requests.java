package dev.chorale.worker.engine.openai;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Style;
import dev.chorale.worker.engine.Options;
import dev.chorale.worker.engine.Segment;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What is sent to a server. */
final class Requests {
    private static final Pattern COMMAND = Pattern.compile("\\[(?=\\p{L})|](?=\\()");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String MODEL = "model";
    /** How the names of OpenAI's older models begin. */
    private static final String DEAF = "tts-1";

    /** What every server takes that knows speed; beyond it some fail. In percent. */
    private static final int SLOWEST = 50;

    private static final int QUICKEST = 200;

    private static final Set<Skill> TOLD_HOW = Set.of(Skill.EMOTION, Skill.INSTRUCTIONS);

    private final Optional<String> model;
    private final Optional<String> apiKey;
    private final String format;
    private final boolean events;
    private final boolean speed;
    private final boolean seed;
    private final MadeSkills skills;

    Requests(Optional<String> model, Options options) {
        this.model = model;
        this.apiKey = options.text("api-key");
        this.format = options.choice("format", List.of("wav", "pcm"));
        this.events = options.choice("stream", List.of("audio", "sse")).equals("sse");
        this.speed = options.choice("speed", List.of("engine", Options.NONE)).equals("engine");
        this.seed = options.flag("seed");
        this.skills = skills(options.choice("instructions", List.of("auto", "true", "false")));
        if (apiKey.filter(key -> !key.matches("\\p{Graph}+")).isPresent()) {
            throw options.refusalOfSecret("api-key", "visible ASCII characters");
        }
    }

    private Requests(Requests other, boolean speed) {
        this.model = other.model;
        this.apiKey = other.apiKey;
        this.format = other.format;
        this.events = other.events;
        this.speed = speed;
        this.seed = other.seed;
        this.skills = other.skills;
    }

    /** The same for a server that is not told how fast to speak. */
    Requests withoutSpeed() {
        return new Requests(this, false);
    }

    /** OpenAI's older models take instructions and do nothing with them; a voice may name a model of its own. */
    private MadeSkills skills(String wanted) {
        if (!wanted.equals("auto")) {
            return MadeSkills.ofAll(wanted.equals("true") ? TOLD_HOW : Set.of());
        }
        boolean isDeaf = model.filter(name -> name.startsWith(DEAF)).isPresent();
        return new MadeSkills(List.of(
                MadeSkills.rule(MODEL, DEAF, Set.of()),
                MadeSkills.rule(MODEL, "", TOLD_HOW),
                MadeSkills.rule("", "", isDeaf ? Set.of() : TOLD_HOW)));
    }

    /** What every voice of the server can do beyond reading plain text. */
    Set<Skill> skills() {
        return skills.of(Map.of());
    }

    /** The same of made voices. */
    MadeSkills madeSkills() {
        return skills;
    }

    /** Whether the server is told how fast to speak; if not, its audio has its own pace. */
    boolean askForSpeed() {
        return speed;
    }

    /** How fast it will speak, in percent; what lacks of the speed that is wanted, its audio must be given. */
    int speedOf(Segment segment) {
        return speed ? Math.clamp(segment.prosody().speedPercent(), SLOWEST, QUICKEST) : 100;
    }

    HttpRequest speech(URI address, Segment segment) {
        return to(address, "/audio/speech")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body(segment)))
                .build();
    }

    HttpRequest get(URI address, String path) {
        return to(address, path).GET().build();
    }

    private HttpRequest.Builder to(URI address, String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path));
        apiKey.ifPresent(key -> request.header("Authorization", "Bearer " + key));
        return request;
    }

    private String body(Segment segment) {
        ObjectNode body = JSON.createObjectNode();
        Map<String, String> made =
                segment.made() == null ? Map.of() : segment.made().settings();
        Optional.ofNullable(made.get(MODEL)).or(() -> model).ifPresent(name -> body.put(MODEL, name));
        body.put("input", harmless(segment.words()));
        body.put("voice", made.getOrDefault("voice", segment.nativeVoice()));
        body.put("response_format", format);
        if (speedOf(segment) != 100) {
            body.put("speed", speedOf(segment) / 100.0);
        }
        if (seed) {
            body.put("seed", segment.seed());
        }
        String manner = manner(segment.style());
        if (!manner.isEmpty() && skills.of(made).contains(Skill.INSTRUCTIONS)) {
            body.put("instructions", manner);
        }
        if (events) {
            body.put("stream_format", "sse");
        }
        return body.toString();
    }

    /** Servers know commands in brackets, as Kokoro's {@code [pause:9s]} and {@code [word](/phonemes/)}: not with a space within. */
    private static String harmless(String words) {
        return COMMAND.matcher(words).replaceAll("$0 ");
    }

    /** An emotion has no field of its own: it is the first sentence of the instructions. */
    private static String manner(Style style) {
        String feeling = style.emotion() == Emotion.NONE
                ? ""
                : "Speak in a " + style.inWords("slightly ", "", "very ")
                        + style.emotion().wireName() + " tone.";
        return (feeling + " " + style.instructions()).strip();
    }
}
