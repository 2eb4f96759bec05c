package dev.chorale.deploy.soak;

import dev.chorale.deploy.launch.Console;
import dev.chorale.deploy.soak.Fault.Bite;
import dev.chorale.deploy.soak.Findings.Kind;
import dev.chorale.deploy.soak.Ledger.JobRow;
import dev.chorale.deploy.soak.Tally.Phase;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The figures, on standard output. The last line is what scripts read. */
final class Report {
    private final Console console;

    Report(Console console) {
        this.console = console;
    }

    /** Times injected, times felt, and how long after they were mended the next run succeeded. */
    void faults(Map<String, List<Bite>> struck, Ledger ledger) {
        print("%-24s %8s %6s %14s  %s", "fault", "injected", "felt", "success after", "last");
        struck.forEach((name, bites) -> print(
                "%-24s %8d %6d %11s ms  %s",
                name,
                bites.size(),
                bites.stream().filter(Bite::felt).count(),
                bites.stream()
                        .flatMap(bite -> ledger.millisToNextSuccess(bite.mended()).stream())
                        .max(Comparator.naturalOrder())
                        .map(Object::toString)
                        .orElse("-"),
                bites.isEmpty() ? "" : bites.getLast().how()));
    }

    void jobs(Evidence evidence, List<JobRow> jobs, AudioProof.Compared compared) {
        long accepted =
                evidence.journal().all().stream().filter(s -> s.job() != null).count();
        Map<String, Long> byOutcome =
                jobs.stream().collect(Collectors.groupingBy(Report::ending, TreeMap::new, Collectors.counting()));
        Map<String, Long> byCache =
                jobs.stream().collect(Collectors.groupingBy(JobRow::cache, TreeMap::new, Collectors.counting()));
        long duplicates = evidence.news().values().stream()
                .mapToLong(news -> news.times() - 1L)
                .sum();
        print("accepted %d, %s, cache %s", accepted, byOutcome, byCache);
        print(
                "audio compared: %d jobs, %d objects downloaded, %d heard while things broke, %d from the cache",
                compared.jobs(), compared.downloaded(), compared.heard(), compared.cached());
        print("webhooks: %d jobs, %d sent again", evidence.news().size(), duplicates);
    }

    /** @param seconds for how long there was load */
    void callers(Tally tally, double seconds) {
        print(
                "callers: %d tries unanswered, %d refused, %d gave up, %d not offered, %d repeated, %d cancels answered",
                tally.unanswered.get(),
                tally.refused.get(),
                tally.gaveUp.get(),
                tally.shed.get(),
                tally.replayed.get(),
                tally.cancelsAnswered.get());
        long answered = Arrays.stream(Phase.values())
                .mapToLong(phase -> tally.micros(phase).getTotalCount())
                .sum();
        print("submits answered: %.0f/s; from when each was due to its answer:", answered / seconds);
        for (Phase phase : Phase.values()) {
            print(
                    "  %-21s p50 %.1f ms, p99 %.1f ms (%d)",
                    phase.words(),
                    tally.micros(phase).getValueAtPercentile(50) / 1e3,
                    tally.micros(phase).getValueAtPercentile(99) / 1e3,
                    tally.micros(phase).getTotalCount());
        }
    }

    void recovery(Recoveries recoveries) {
        recoveries.sentences().forEach(sentence -> print("%s", sentence));
        if (!recoveries.areInTime()) {
            print("  that median is not under %d ms", recoveries.bound().toMillis());
        }
    }

    void line(String format, Object... values) {
        print(format, values);
    }

    /**
     * What to look into, and the last line.
     *
     * @param mutants how many were caught, if that was tried
     */
    void verdict(Map<String, List<Bite>> struck, Findings findings, Optional<String> mutants) {
        findings.examples().forEach(example -> print("  %s", example));
        struck.forEach((name, bites) -> {
            if (!bites.stream().allMatch(Bite::felt)) {
                print("  nobody felt %s: it proves nothing", name);
            }
        });
        long kinds = struck.values().stream().filter(bites -> !bites.isEmpty()).count();
        int times = struck.values().stream()
                .mapToInt(List::size)
                .filter(n -> n > 0)
                .min()
                .orElse(0);
        if (findings.count(Kind.LEFT_BEHIND) > 0) {
            print("left behind: %d", findings.count(Kind.LEFT_BEHIND));
        }
        print(
                "faults %dx%d: lost %d, doubled %d, wrong %d, missing webhooks %d%s",
                kinds,
                times,
                findings.count(Kind.LOST),
                findings.count(Kind.DOUBLED),
                findings.count(Kind.WRONG),
                findings.count(Kind.MISSING_WEBHOOK),
                mutants.map(sum -> ", " + sum).orElse(""));
    }

    private static String ending(JobRow job) {
        String outcome = job.outcome() == null ? "alive" : job.outcome();
        return job.errorCode() == null || !outcome.equals("failed") ? outcome : outcome + ":" + job.errorCode();
    }

    private void print(String format, Object... values) {
        console.result(String.format(Locale.ROOT, format, values));
    }
}
