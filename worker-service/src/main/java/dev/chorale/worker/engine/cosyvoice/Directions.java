package dev.chorale.worker.engine.cosyvoice;

import dev.chorale.common.speech.Emotion;
import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.Part;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Style;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How to speak, as a model of that generation is told: the sentences for emotions are those that the models were trained with.
 * A voice with a recording is told by the mode {@link Mode#INSTRUCT2}, whatever mode it has otherwise, where the server has that.
 *
 * @param serverEndsPrompts whether the server writes {@link #END_OF_PROMPT} behind an instruction itself; twice, it is none
 */
record Directions(int generation, Set<Mode> modes, boolean serverEndsPrompts) {
    static final String END_OF_PROMPT = "<|endofprompt|>";

    private static final Style CALM = new Style(Emotion.NEUTRAL, 50, "");

    /** What models of generation 3 were trained to have before everything. */
    static final String ASSISTANT = "You are a helpful assistant.";

    /** What a voice of that mode can do beyond reading plain text. */
    Set<Skill> skills(Mode mode) {
        Set<Skill> skills = EnumSet.noneOf(Skill.class);
        skills.addAll(marks(mode));
        if (toldBy(mode).isPresent()) {
            skills.addAll(Set.of(Skill.EMOTION, Skill.INSTRUCTIONS));
        }
        return skills;
    }

    /** The same of made voices, which name their mode. */
    MadeSkills madeSkills() {
        return new MadeSkills(modes.stream()
                .filter(mode -> mode.isOf(generation))
                .sorted()
                .map(mode -> MadeSkills.rule(CosyVoiceSettings.MODE, mode.word, skills(mode)))
                .toList());
    }

    /** The marks that the models' tokenizers know. */
    private Set<Skill> marks(Mode mode) {
        return switch (generation) {
            case 1 -> mode == Mode.INSTRUCT ? Set.of(Skill.EMPHASIS) : Set.of();
            case 2 -> Set.of(Skill.EMPHASIS);
            default -> Set.of(Skill.EMPHASIS, Skill.PINYIN, Skill.ARPABET);
        };
    }

    /** The voice that speaks in this style; with none, as it is. */
    Voice applied(Voice voice, Style style) {
        Optional<Mode> mode = toldBy(voice.mode());
        if (style.equals(Style.NONE) || mode.isEmpty()) {
            return voice;
        }
        String own = voice.instructText().replace(END_OF_PROMPT, "");
        String told = own + feeling(style) + Written.of(List.of(new Part.Plain(style.instructions())));
        return new Voice(voice.card(), mode.get(), voice.speaker(), "", written(told), "", voice.recording());
    }

    /**
     * The voice as it is when it is told how to speak, by an instruction that all models know; empty if it can't be told. A
     * caller's own instruction may be odd, and is no measure of the mode.
     */
    Optional<Voice> told(Voice voice) {
        return toldBy(voice.mode())
                .map(mode -> new Voice(
                        voice.card(), mode, voice.speaker(), "", written(feeling(CALM)), "", voice.recording()));
    }

    /** With what the model wants before and behind it. */
    String written(String told) {
        String begun = generation == 3 && !told.startsWith(ASSISTANT) ? ASSISTANT + " " + told : told;
        String bare =
                begun.endsWith(END_OF_PROMPT) ? begun.substring(0, begun.length() - END_OF_PROMPT.length()) : begun;
        return serverEndsPrompts ? bare : bare + END_OF_PROMPT;
    }

    private Optional<Mode> toldBy(Mode mode) {
        if (generation == 1) {
            return Optional.of(mode).filter(m -> m == Mode.INSTRUCT);
        }
        return mode == Mode.SFT ? Optional.empty() : Optional.of(Mode.INSTRUCT2).filter(modes::contains);
    }

    private static String feeling(Style style) {
        return style.emotion() == Emotion.NONE
                ? ""
                : "请" + style.inWords("有点", "", "非常") + word(style.emotion()) + "地说一句话。";
    }

    private static String word(Emotion emotion) {
        return switch (emotion) {
            case NONE -> "";
            case NEUTRAL -> "平静";
            case HAPPY -> "开心";
            case SAD -> "伤心";
            case ANGRY -> "生气";
            case SURPRISED -> "惊讶";
            case AFRAID -> "害怕";
            case DISGUSTED -> "厌恶";
        };
    }
}
