package dev.chorale.common.docs;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/**
 * The tables of {@code docs/configuration.md}, and what the code says of the same keys.
 *
 * <p>Both sides are maps from a key to its default, {@link #NONE} for an optional key, {@link #REQUIRED} for one that
 * must be given. A row of the page is {@code | `key` | unit | default | effect |} with the default in code quotes or one
 * of these words.
 */
public final class ConfigurationPage {
    public static final String NONE = "none";
    public static final String REQUIRED = "required";

    private static final String PAGE = "docs/configuration.md";

    private ConfigurationPage() {}

    /** The keys and defaults in the tables below the heading {@code ## section}. */
    public static SortedMap<String, String> rowsOf(String section) {
        List<String> lines = ProjectFile.read(PAGE).lines().toList();
        int begin = lines.indexOf("## " + section);
        if (begin < 0) {
            throw new IllegalStateException(PAGE + " has no section: " + section);
        }
        return lines.stream()
                .skip(begin + 1L)
                .takeWhile(line -> !line.startsWith("## "))
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\s*\\|\\s*", -1))
                .collect(Collectors.toMap(
                        cells -> unquoted(cells[1]), cells -> unquoted(cells[3]), refuseTwice(), TreeMap::new));
    }

    /** Those of them that are, or claim to be, settings of this {@code @ConfigMapping} interface. */
    public static SortedMap<String, String> rowsOf(String section, Class<?> mapping) {
        SortedMap<String, String> rows = rowsOf(section);
        rows.keySet().removeIf(key -> !key.startsWith(prefixOf(mapping) + "."));
        return rows;
    }

    /** The keys and defaults of a {@code @ConfigMapping} interface, groups included. */
    public static SortedMap<String, String> settingsOf(Class<?> mapping) {
        SortedMap<String, String> settings = new TreeMap<>();
        walk(mapping, prefixOf(mapping), settings);
        return settings;
    }

    /** Those of the keys that the service's {@code application.properties} sets, with their values there. */
    public static SortedMap<String, String> shipped(String service, Iterable<String> keys) {
        Properties properties = new Properties();
        try (Reader file =
                Files.newBufferedReader(ProjectFile.at(service + "/src/main/resources/application.properties"))) {
            properties.load(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SortedMap<String, String> shipped = new TreeMap<>();
        for (String key : keys) {
            Optional.ofNullable(properties.getProperty(key)).ifPresent(value -> shipped.put(key, value));
        }
        return shipped;
    }

    private static String prefixOf(Class<?> mapping) {
        return mapping.getAnnotation(ConfigMapping.class).prefix();
    }

    /** Methods with a body are conclusions from settings, not settings. */
    private static void walk(Class<?> group, String prefix, Map<String, String> settings) {
        Arrays.stream(group.getMethods())
                .filter(method -> Modifier.isAbstract(method.getModifiers()))
                .forEach(method -> add(method, keyOf(prefix, method), settings));
    }

    private static void add(Method method, String key, Map<String, String> settings) {
        Type type = method.getGenericReturnType();
        boolean optional = method.getReturnType() == Optional.class;
        boolean map = method.getReturnType() == Map.class;
        Type inner = type instanceof ParameterizedType holder
                ? holder.getActualTypeArguments()[holder.getActualTypeArguments().length - 1]
                : type;
        String path = map ? key + ".<name>" : key;
        if (isGroup(inner)) {
            walk((Class<?>) inner, path, settings);
        } else {
            WithDefault value = method.getAnnotation(WithDefault.class);
            settings.put(path, value != null ? value.value() : optional || map ? NONE : REQUIRED);
        }
    }

    private static boolean isGroup(Type type) {
        return type instanceof Class<?> c
                && c.isInterface()
                && c.getPackageName().startsWith("dev.chorale");
    }

    private static String keyOf(String prefix, Method method) {
        if (method.isAnnotationPresent(WithParentName.class)) {
            return prefix;
        }
        WithName name = method.getAnnotation(WithName.class);
        return prefix + "." + (name != null ? name.value() : kebab(method.getName()));
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }

    private static String unquoted(String cell) {
        return cell.replace("`", "");
    }

    private static BinaryOperator<String> refuseTwice() {
        return (one, other) -> {
            throw new IllegalStateException(PAGE + " names a key twice, with the defaults " + one + " and " + other);
        };
    }
}
