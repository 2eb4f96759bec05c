package dev.chorale.common.speech;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What made voices of an engine can do beyond reading plain text, as its adapter tells it and the API promises it. A voice
 * that no rule fits can do nothing more.
 *
 * @param rules the first that fits a voice's settings holds
 */
public record MadeSkills(List<Rule> rules) {
    /** Every made voice reads plain text and no more. */
    public static final MadeSkills NONE = new MadeSkills(List.of());

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TypeReference<List<Rule>> RULES = new TypeReference<>() {};

    /**
     * Fits voices in whose settings the one of that name begins so.
     *
     * @param setting its name; empty: the rule fits every voice
     * @param begins empty: the rule fits each voice that has the setting
     * @param takes skills by their wire names, those of later versions too
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Rule(String setting, String begins, List<String> takes) {
        public Rule {
            takes = List.copyOf(takes);
        }

        boolean fits(Map<String, String> settings) {
            return setting.isEmpty()
                    || (settings.containsKey(setting) && settings.get(setting).startsWith(begins));
        }
    }

    public MadeSkills {
        rules = List.copyOf(rules);
    }

    /** Of an engine whose made voices are all alike. */
    public static MadeSkills ofAll(Collection<Skill> skills) {
        return new MadeSkills(List.of(rule("", "", skills)));
    }

    /** See {@link Rule}. */
    public static Rule rule(String setting, String begins, Collection<Skill> skills) {
        return new Rule(
                setting, begins, skills.stream().map(Skill::wireName).sorted().toList());
    }

    /** Those of a voice with these settings, as far as this version knows them. */
    public Set<Skill> of(Map<String, String> settings) {
        return rules.stream()
                .filter(rule -> rule.fits(settings))
                .findFirst()
                .map(rule -> rule.takes().stream()
                        .flatMap(name -> Skill.byWireName(name).stream())
                        .collect(Collectors.toUnmodifiableSet()))
                .orElse(Set.of());
    }

    /** As it stands in {@code engine.made_takes}: {@code [{"setting", "begins", "takes"}]}. */
    public String json() {
        try {
            return JSON.writeValueAsString(rules);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IllegalStateException if it is nothing that {@link #json} writes */
    public static MadeSkills read(String json) {
        try {
            return new MadeSkills(JSON.readValue(json, RULES));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("engine.made_takes is no list of rules", e);
        }
    }
}
