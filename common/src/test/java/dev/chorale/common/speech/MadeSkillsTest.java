package dev.chorale.common.speech;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class MadeSkillsTest {
    private static final MadeSkills SKILLS = new MadeSkills(List.of(
            MadeSkills.rule("model", "tts-1", Set.of()),
            MadeSkills.rule("model", "", Set.of(Skill.INSTRUCTIONS)),
            MadeSkills.rule("", "", Set.of(Skill.EMOTION))));

    @Test
    void the_first_rule_that_fits_a_voices_settings_holds() {
        assertThat(SKILLS.of(Map.of("model", "tts-1-hd"))).isEmpty();
        assertThat(SKILLS.of(Map.of("model", "kokoro"))).containsExactly(Skill.INSTRUCTIONS);
        assertThat(SKILLS.of(Map.of("voice", "nova"))).containsExactly(Skill.EMOTION);
    }

    @Test
    void a_voice_that_no_rule_fits_takes_nothing() {
        assertThat(MadeSkills.NONE.of(Map.of("voice", "nova"))).isEmpty();
    }

    @Test
    void what_is_written_is_read_and_skills_of_later_versions_are_passed_over() {
        assertThat(MadeSkills.read(SKILLS.json())).isEqualTo(SKILLS);
        assertThat(MadeSkills.read("""
                        [{"setting": "", "begins": "", "takes": ["emphasis", "singing"], "added": 1}]""").of(Map.of())).containsExactly(Skill.EMPHASIS);
    }
}
