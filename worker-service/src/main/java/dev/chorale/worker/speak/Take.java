package dev.chorale.worker.speak;

import dev.chorale.common.speech.Cue;
import dev.chorale.worker.engine.EngineFailure;
import java.util.List;

/** How speaking an utterance ended. */
public sealed interface Take {
    /**
     * The whole utterance is in the recording.
     *
     * @param engineMs time in the engine's calls, added up
     * @param engineCalls how many there were, repeated ones included
     * @param cues when each segment is heard, in order
     */
    record Done(Recording recording, long engineMs, int engineCalls, List<Cue> cues) implements Take {
        public Done {
            cues = List.copyOf(cues);
        }
    }

    /**
     * There is no audio, and no file is left.
     *
     * @param engineMs time in the engine's calls that had ended, added up
     * @param isSingle whether no other part of the text was with the engine, see {@link Speaker#carefully()}
     */
    record Failed(EngineFailure failure, long engineMs, boolean isSingle) implements Take {
        /** Before the engine was asked. */
        Failed(EngineFailure failure) {
            this(failure, 0, false);
        }
    }
}
