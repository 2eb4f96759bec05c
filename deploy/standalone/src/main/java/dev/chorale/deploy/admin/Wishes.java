package dev.chorale.deploy.admin;

import dev.chorale.deploy.launch.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The voices in a folder: those of a list, if there is one, else one for each folder in it. */
final class Wishes {
    private Wishes() {}

    /** @throws Failure if there is none, or the folder or the list can't be read */
    static List<Wish> in(Path folder) {
        try {
            List<Wish> wishes = found(folder);
            if (wishes.isEmpty()) {
                throw new Failure(
                        "there is no voice in " + folder + ": expected a folder for each, voices.csv or voices.json");
            }
            return once(wishes);
        } catch (IOException e) {
            throw new Failure(folder + " can't be read: " + e.getMessage(), e);
        }
    }

    private static List<Wish> found(Path folder) throws IOException {
        Path json = folder.resolve("voices.json");
        Path csv = folder.resolve("voices.csv");
        if (Files.exists(json) && Files.exists(csv)) {
            throw new Failure("there are two lists in " + folder + ", voices.csv and voices.json: which one?");
        }
        if (Files.exists(json)) {
            return new Manifest(folder).ofJson(json);
        }
        return Files.exists(csv) ? new Manifest(folder).ofCsv(csv) : ofFolders(folder);
    }

    private static List<Wish> ofFolders(Path folder) throws IOException {
        List<Path> folders;
        try (Stream<Path> found = Files.list(folder)) {
            folders = found.filter(Files::isDirectory)
                    .filter(each -> !each.getFileName().toString().startsWith("."))
                    .sorted()
                    .toList();
        }
        List<Wish> wishes = new ArrayList<>();
        for (Path each : folders) {
            wishes.add(WishFolder.read(each));
        }
        return wishes;
    }

    /** Of two with one name the second would change the first. */
    private static List<Wish> once(List<Wish> wishes) {
        Set<String> names = new HashSet<>();
        return wishes.stream()
                .map(wish ->
                        names.add(wish.name()) ? wish : new Wish.Unclear(wish.name(), "there is another of this name"))
                .toList();
    }
}
