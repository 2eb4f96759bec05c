package dev.chorale.worker.claim;

import dev.chorale.common.speech.MadeSkills;
import dev.chorale.common.speech.Utterance;
import dev.chorale.worker.settle.Builds;

/**
 * An engine of this process.
 *
 * @param name as callers name it in voices: {@code <name>/<native voice>}
 * @param builds what really makes the audio here
 * @param voices a JSON array of {@code {"name","language","display","takes"}}
 * @param made what made voices take
 */
public record ServedEngine(String name, String kind, Builds builds, String voices, MadeSkills made, Renderer renderer) {
    /** What makes the audio of this: a made voice has its version beside the engine's build. */
    Builds buildsOf(Utterance utterance) {
        return new Builds(utterance.voiceVersion(builds.voice()), builds.encoder());
    }
}
