package dev.chorale.deploy.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import dev.chorale.deploy.launch.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A list of voices beside their files: {@code voices.json}, a list of objects with {@code name}, {@code engine},
 * {@code language} and {@code settings}, or {@code voices.csv}, whose first line names the columns: these, and the settings.
 * Settings that name files hold their paths from the folder of the list.
 */
final class Manifest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final ObjectReader CSV = new CsvMapper()
            .readerForListOf(String.class)
            .with(CsvParser.Feature.WRAP_AS_ARRAY)
            .with(CsvParser.Feature.SKIP_EMPTY_LINES)
            .with(CsvParser.Feature.TRIM_SPACES);

    private static final List<String> OWN = List.of("name", "engine", "language");

    private final Path folder;

    Manifest(Path folder) {
        this.folder = folder;
    }

    /** @throws Failure if it is no such list */
    List<Wish> ofJson(Path file) throws IOException {
        JsonNode list = JSON.readTree(Files.readAllBytes(file));
        if (!list.isArray()) {
            throw new Failure(file + " is no JSON list of voices");
        }
        List<Wish> wishes = new ArrayList<>();
        for (JsonNode voice : list) {
            Map<String, String> values = new TreeMap<>();
            OWN.forEach(field -> values.put(field, voice.path(field).asText("")));
            voice.path("settings")
                    .properties()
                    .forEach(setting ->
                            values.put(setting.getKey(), setting.getValue().asText("")));
            wishes.add(wish(values, wishes.size() + 1));
        }
        return wishes;
    }

    /** @throws Failure if it is no such table */
    List<Wish> ofCsv(Path file) throws IOException {
        List<List<String>> lines = cells(file);
        if (lines.isEmpty() || !lines.getFirst().contains("name")) {
            throw new Failure(file + " does not begin with a line of column names, one of them name");
        }
        List<String> columns = lines.getFirst();
        List<Wish> wishes = new ArrayList<>();
        for (List<String> cells : lines.subList(1, lines.size())) {
            int number = wishes.size() + 1;
            wishes.add(
                    cells.size() == columns.size()
                            ? wish(row(columns, cells), number)
                            : new Wish.Unclear(
                                    "row " + number, cells.size() + " cells (expected " + columns.size() + ")"));
        }
        return wishes;
    }

    private static List<List<String>> cells(Path file) throws IOException {
        String text = Files.readString(file).replace("\uFEFF", "").replace("\r\n", "\n");
        try (MappingIterator<List<String>> lines = CSV.readValues(text)) {
            return lines.readAll().stream()
                    .filter(cells -> cells.size() > 1 || !cells.getFirst().isBlank())
                    .toList();
        } catch (JsonProcessingException e) {
            throw new Failure(file + " is no comma-separated table: " + e.getOriginalMessage());
        }
    }

    private static Map<String, String> row(List<String> columns, List<String> cells) {
        Map<String, String> row = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            row.put(columns.get(i).strip(), cells.get(i));
        }
        return row;
    }

    private Wish wish(Map<String, String> values, int number) {
        String name = values.getOrDefault("name", "").strip();
        if (name.isEmpty()) {
            return new Wish.Unclear("row " + number, "it has no name");
        }
        Map<String, String> texts = new TreeMap<>();
        Map<String, Path> files = new TreeMap<>();
        for (Map.Entry<String, String> value : values.entrySet()) {
            String text = value.getValue().strip();
            boolean setting = !text.isEmpty() && !OWN.contains(value.getKey());
            if (setting && Wish.FILES.contains(value.getKey())) {
                Optional<Path> file = file(text);
                if (file.isEmpty()) {
                    return new Wish.Unclear(name, value.getKey() + ": there is no file " + text);
                }
                files.put(value.getKey(), file.get());
            } else if (setting) {
                texts.put(value.getKey(), text);
            }
        }
        return new Wish.Voice(name, given(values, "engine"), given(values, "language"), texts, files);
    }

    private static Optional<String> given(Map<String, String> values, String field) {
        return Optional.of(values.getOrDefault(field, "").strip()).filter(text -> !text.isEmpty());
    }

    private Optional<Path> file(String path) {
        try {
            return Optional.of(folder.resolve(path)).filter(Files::isRegularFile);
        } catch (InvalidPathException e) {
            return Optional.empty();
        }
    }
}
