package dev.chorale.worker.engine.espeak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chorale.common.speech.Prosody;
import dev.chorale.common.speech.Skill;
import dev.chorale.worker.engine.EngineVoice;
import dev.chorale.worker.engine.Pcm;
import dev.chorale.worker.engine.Segment;
import dev.chorale.worker.engine.Spoken;
import dev.chorale.worker.engine.Wav;
import dev.chorale.worker.engine.child.Child;
import dev.chorale.worker.engine.child.Ending;
import dev.chorale.worker.engine.child.Limits;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EspeakMarkupTest {
    private static EspeakEngine engine;

    @BeforeAll
    static void open() throws Exception {
        engine = EspeakEngine.open("espeak", "espeak-ng", "ffmpeg", 2);
    }

    @Test
    void a_voice_takes_the_sounds_of_its_language() {
        assertThat(skills("en-us")).containsExactlyInAnyOrder(Skill.EMPHASIS, Skill.ARPABET);
        assertThat(skills("cmn")).containsExactlyInAnyOrder(Skill.EMPHASIS, Skill.PINYIN);
        assertThat(skills("de")).containsExactly(Skill.EMPHASIS);
    }

    @Test
    void arpabet_is_said_as_espeak_ngs_phonemes() throws Exception {
        assertThat(spoken("en-us", "Say [HH][AH0][L][OW1].").bytes()).isEqualTo(direct("en-us", "Say  [[h@l'oU]] ."));
    }

    @ParameterizedTest
    @CsvSource({"[h][ào],hào", "[zh][uāng],zhuāng", "[l][üè],lüè", "[ài],ài", "[m][a],ma"})
    void pinyin_sounds_as_espeak_ngs_own_voice_for_pinyin_says_it(String markup, String letters) throws Exception {
        assertThat(sounding("cmn", markup))
                .isEqualTo(Wav.read(wav("cmn-latn-pinyin", letters))
                        .orElseThrow()
                        .pcm()
                        .bytes());
    }

    @Test
    void stress_is_to_be_heard_and_the_words_around_it_stay_words() throws Exception {
        byte[] plain = spoken("en-us", "Say this <b>now</b> & here.").bytes();

        assertThat(spoken("en-us", "Say [emphasis]this[/emphasis] <b>now</b> & here.")
                        .bytes())
                .isNotEqualTo(plain)
                .isEqualTo(ssml("Say <emphasis level=\"strong\">this</emphasis> &lt;b&gt;now&lt;/b&gt; &amp; here."));
    }

    @Test
    void a_callers_brackets_beside_markup_open_no_phonemes() throws Exception {
        assertThat(spoken("en-us", "a \\[[HH][AY1]\\[\\[h@loU\\]\\]").bytes())
                .isEqualTo(direct("en-us", "a [ [[h'aI]] [h@loU]]"));
        assertThat(spoken("en-us", "a \\[[emphasis]\\[h@loU[/emphasis]").bytes())
                .isEqualTo(ssml("a  <emphasis level=\"strong\"> h@loU</emphasis>"));
    }

    private static Set<Skill> skills(String voice) {
        return engine.card().voice(voice).map(EngineVoice::skills).orElseThrow();
    }

    private static byte[] sounding(String voice, String text) throws Exception {
        return spoken(voice, text).bytes();
    }

    private static Pcm spoken(String voice, String text) throws Exception {
        Spoken spoken = engine.speak(new Segment(text, voice, Prosody.NEUTRAL, 1));
        assertThat(spoken).isInstanceOf(Spoken.Speech.class);
        return ((Spoken.Speech) spoken).pcm();
    }

    private static byte[] direct(String voice, String text) throws Exception {
        return Wav.read(wav(voice, text)).orElseThrow().pcm().bytes();
    }

    private static byte[] ssml(String text) throws Exception {
        return Wav.read(wav("en-us", text, "-m")).orElseThrow().pcm().bytes();
    }

    private static byte[] wav(String voice, String text, String... options) throws Exception {
        List<String> command = new java.util.ArrayList<>(List.of("espeak-ng", "-v", voice, "--stdin", "--stdout"));
        command.addAll(List.of(options));
        Ending ending =
                Child.run(command, text.getBytes(StandardCharsets.UTF_8), new Limits(Duration.ofSeconds(20), 1 << 24));
        return ((Ending.Ended) ending).output();
    }
}
