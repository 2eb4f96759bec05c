package dev.chorale.deploy.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** All that a check found out. */
record Report(
        Reached reached,
        SpokenLines spoken,
        Lengths lengths,
        Streaming streaming,
        TwoVoices twoVoices,
        Load load,
        Cancelling cancelling,
        Memory memory) {

    /** For people: each finding below its title. */
    List<String> told(Advice advice) {
        Map<String, Finding> findings = new LinkedHashMap<>();
        findings.put("The engine", reached);
        findings.put("A line in each language", spoken);
        findings.put("Longer texts", lengths);
        findings.put("Sound before the end", streaming);
        findings.put("Two voices keep their own audio", twoVoices);
        findings.put("Calls at once, of each process", load);
        findings.put("A cancelled call", cancelling);
        findings.put("Memory", memory);
        findings.put("Settings to use", advice);
        List<String> lines = new ArrayList<>();
        findings.forEach((title, finding) -> {
            lines.add((lines.isEmpty() ? "" : System.lineSeparator()) + title);
            finding.told().forEach(line -> lines.add("  " + line));
        });
        return lines;
    }
}
