#!/bin/sh
# Takes the guards out of the real code and SQL, one at a time, and expects a test to fail each time.
#
#   deploy/mutants/mutants.sh [NAME …]    all of them takes about ten minutes; the tree itself is not touched
#
# A mutant that survives is a guard that nothing proves. Exit code: 0 if each was caught.
set -eu

root=$(cd "$(dirname "$0")/../.." && pwd)
copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT INT TERM
git -C "$root" archive HEAD | tar -x -C "$copy"
cd "$copy"

caught=0
total=0
survivors=""

run_tests() { # module, tests
    ./mvnw -o -q -pl "$1" -am test -Dspotless.check.skip -Dtest="$2" -Dsurefire.failIfNoSpecifiedTests=false \
        >"$copy/last.log" 2>&1
}

mutant() { # name, module, tests, file, sed expression
    case " ${wanted:-$1} " in *" $1 "*) ;; *) return 0 ;; esac
    total=$((total + 1))
    cp "$4" "$copy/original"
    sed -i.bak "$5" "$4"
    rm -f "$4.bak"
    if cmp -s "$4" "$copy/original"; then
        echo "$1: the edit found nothing in $4" >&2
        survivors="$survivors $1(not-applied)"
    elif run_tests "$2" "$3"; then
        echo "$1: SURVIVED ($3)"
        survivors="$survivors $1"
    elif ! grep -q "There are test failures" "$copy/last.log"; then
        echo "$1: no test ran; the end of the log:" >&2
        tail -20 "$copy/last.log" >&2
        survivors="$survivors $1(not-run)"
    else
        echo "$1: caught by $3"
        caught=$((caught + 1))
    fi
    cp "$copy/original" "$4"
}

if ! run_tests common,api-service,worker-service PostgresRunMovesTest,SubmitTransactionTest,SettlerTest,PostgresSettlerTest; then
    echo "the tests fail without a mutant (JAVA_HOME must be a JDK 25, and ./chorale test must have run once):" >&2
    tail -20 "$copy/last.log" >&2
    exit 2
fi

wanted=$*
common=common/src/main/java/dev/chorale/common
api=api-service/src/main/java/dev/chorale/api
worker=worker-service/src/main/java/dev/chorale/worker

mutant no-epoch-guard worker-service SettlerTest,PostgresSettlerTest \
    $worker/settle/PostgresOutcomes.java 's/AND epoch = :epoch/AND :epoch = :epoch/'
mutant no-worker-guard worker-service SettlerTest,PostgresSettlerTest,HeartbeatTest \
    $worker/settle/PostgresOutcomes.java 's/AND worker_id = :worker/AND :worker = :worker/'
mutant no-state-guard-in-claim worker-service PostgresClaimsTest \
    $worker/claim/PostgresClaims.java 's/AND state = ANY(:from)/AND CAST(:from AS text[]) IS NOT NULL/'
mutant no-lease-guard-in-claim worker-service PostgresClaimsTest \
    $worker/claim/PostgresClaims.java 's/worker.lease_until > now()/true/'
mutant no-deadline-guard-in-claim worker-service PostgresClaimsTest \
    $worker/claim/PostgresClaims.java 's/coalesce(job.deadline <= now(), false)/false/'
mutant no-isolation worker-service PostgresClaimsTest \
    $worker/claim/PostgresClaims.java 's/FROM isolation_now WHERE/FROM isolation_now WHERE false AND/'
mutant no-end-of-poison worker-service FailureClassesTest \
    $worker/settle/Held.java 's/return suspicion >= TRIED_ALONE_FROM/return false/'
mutant no-trust-window worker-service HeartbeatTest,LeaseTest \
    $worker/claim/Lease.java 's/multipliedBy(4).dividedBy(5)/multipliedBy(400)/'
mutant no-usage-key worker-service SettlerTest,PostgresSettlerTest \
    $common/outcome/JobEndings.java 's/SELECT ended.id, ended.tenant_id, ended.voice/SELECT gen_random_uuid(), ended.tenant_id, ended.voice/'
mutant no-outcome-guard common PostgresWithdrawalsTest,PostgresRunMovesTest \
    $common/outcome/JobEndings.java 's/AND job.outcome IS NULL$/AND true/'
mutant no-sweeper common PostgresRunMovesTest \
    $common/outcome/PostgresRunMoves.java 's/worker.lease_until >= now()/true/'
mutant no-detach common PostgresWithdrawalsTest \
    $common/outcome/PostgresWithdrawals.java 's/AND NOT EXISTS (SELECT FROM job WHERE job.run_id = run.id AND job.outcome IS NULL)//'
mutant no-idempotency-conflict api-service SubmitTransactionTest \
    $api/submit/SubmitTransaction.java 's/earlier.requestHash().equals(SubmitSql.keyOf(submission).requestHash())/true/'
mutant no-join api-service SubmitTransactionTest \
    $api/submit/SubmitSql.java 's/ON CONFLICT ON CONSTRAINT inflight_pk DO NOTHING/ON CONFLICT ON CONSTRAINT inflight_pk DO UPDATE SET run_id = excluded.run_id/'
mutant no-last-state-guard common PostgresRunMovesTest,PostgresWithdrawalsTest \
    common/src/main/resources/db/migration/V1__jobs_and_runs.sql 's/WHEN (OLD.finished_at IS NOT NULL AND/WHEN (false AND/'
mutant no-hash-in-object-key worker-service SettlerTest,PostgresSettlerTest \
    $common/store/AudioStore.java 's/sha256 + "-" + artefact/sha256/'
mutant no-hash-check api-service AudioBytesTest,LongAudioTest \
    $api/cache/CachedAudio.java 's/if (!HexFormat.of().formatHex(found).equals(sha256))/if (found.length != 32)/'
mutant no-if-none-match api-service JobsResourceTest \
    $api/jobs/JobsResource.java 's/EntityTags.of(known).match(tag)/body.isEmpty()/'

echo "mutants caught $caught/$total${survivors:+, survivors:$survivors}"
[ -z "$survivors" ]
