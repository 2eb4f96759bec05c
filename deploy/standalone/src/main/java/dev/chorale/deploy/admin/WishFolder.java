package dev.chorale.deploy.admin;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder for each voice, whose name is the voice's. With one {@code *.ckpt} and one {@code *.pth} it is one for GPT-SoVITS,
 * with a recording and a text alone one for CosyVoice. The text is beside the recording under its name, or in
 * {@code prompt.txt}.
 */
final class WishFolder {
    private static final Set<String> SOUNDS =
            Set.of("wav", "flac", "mp3", "ogg", "opus", "m4a", "aac", "aif", "aiff", "webm");

    private final String name;
    private final List<Path> files;

    private WishFolder(Path folder, List<Path> files) {
        this.name = nameOf(folder);
        this.files = files;
    }

    static Wish read(Path folder) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            List<Path> files = found.filter(Files::isRegularFile)
                    .filter(file -> !file.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
            return new WishFolder(folder, files).wish();
        }
    }

    /** As callers write it: some systems take names apart into letters and accents. */
    static String nameOf(Path folder) {
        return Normalizer.normalize(folder.getFileName().toString(), Normalizer.Form.NFC);
    }

    static boolean isSound(Path file) {
        return SOUNDS.contains(extension(file));
    }

    static String extension(Path file) {
        String name = file.getFileName().toString();
        return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    }

    private Wish wish() throws IOException {
        List<Path> gpt = with("ckpt");
        List<Path> sovits = with("pth");
        List<Path> sounds = files.stream().filter(WishFolder::isSound).toList();
        if (sounds.size() != 1) {
            return unclear(sounds.size() + " recordings (expected one)");
        }
        Optional<String> text;
        try {
            text = text(sounds.getFirst());
        } catch (CharacterCodingException e) {
            return unclear("its text is not UTF-8");
        }
        return gpt.isEmpty() && sovits.isEmpty()
                ? ofRecording(sounds.getFirst(), text)
                : ofWeights(gpt, sovits, sounds.getFirst(), text);
    }

    private Wish ofRecording(Path sound, Optional<String> text) {
        return text.<Wish>map(
                        said -> voice(Map.of("mode", "zero-shot", "prompt_text", said), Map.of("prompt_audio", sound)))
                .orElseGet(
                        () -> unclear("no text of what is said: expected prompt.txt, or one named as the recording"));
    }

    private Wish ofWeights(List<Path> gpt, List<Path> sovits, Path sound, Optional<String> text) {
        if (gpt.size() != 1 || sovits.size() != 1) {
            return unclear(gpt.size() + " *.ckpt and " + sovits.size() + " *.pth (expected one of each)");
        }
        if (!extension(sound).equals("wav")) {
            return unclear("GPT-SoVITS takes WAV alone: ffmpeg -i " + sound.getFileName() + " reference.wav");
        }
        Map<String, String> texts = new TreeMap<>();
        text.ifPresent(said -> texts.put("prompt_text", said));
        return voice(
                texts, Map.of("gpt_weights", gpt.getFirst(), "sovits_weights", sovits.getFirst(), "ref_audio", sound));
    }

    private Wish voice(Map<String, String> texts, Map<String, Path> found) {
        return new Wish.Voice(name, Optional.empty(), Optional.empty(), texts, found);
    }

    private Wish unclear(String why) {
        return new Wish.Unclear(name, why);
    }

    private List<Path> with(String extension) {
        return files.stream().filter(file -> extension(file).equals(extension)).toList();
    }

    private Optional<String> text(Path sound) throws IOException {
        String base = sound.getFileName().toString().replaceFirst("\\.[^.]*$", "");
        for (String candidate : List.of(base + ".txt", "prompt.txt")) {
            Path file = sound.resolveSibling(candidate);
            if (Files.isRegularFile(file)) {
                return Optional.of(Files.readString(file).replace("\uFEFF", "").strip())
                        .filter(text -> !text.isEmpty());
            }
        }
        return Optional.empty();
    }
}
