package dev.chorale.api.submit;

import dev.chorale.api.ApiSettings;
import dev.chorale.api.access.Caller.Identity;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.api.submit.AskedCheck.Asked;
import dev.chorale.api.submit.Catalogue.Engine;
import dev.chorale.api.submit.Submission.Idempotency;
import dev.chorale.api.submit.TextCheck.Text;
import dev.chorale.common.job.Ids;
import dev.chorale.common.speech.CacheKey;
import dev.chorale.common.speech.Skill;
import dev.chorale.common.speech.Utterance;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Turns a request into a {@link Submission}, or refuses it with every fault that it has. Nothing is written before.
 */
@ApplicationScoped
public class RequestCheck {
    private final Casting casting;
    private final Ids ids;
    private final TextCheck texts;
    private final AskedCheck asked;
    private final String markProducer;

    public RequestCheck(Casting casting, Ids ids, TextCheck texts, AskedCheck asked, ApiSettings settings) {
        this.casting = casting;
        this.ids = ids;
        this.texts = texts;
        this.asked = asked;
        this.markProducer = settings.mark().enabled() ? settings.mark().producer() : "";
    }

    /**
     * @param idempotencyKey the header, or null
     * @throws Problem.Refusal 400 or 422 with the faults, 503 where no engine is known yet
     */
    public Submission check(SynthesisRequest request, Identity caller, @Nullable String idempotencyKey) {
        List<FieldError> faults = new ArrayList<>();
        Text text = texts.check(request.input(), caller.tenantId());
        Asked wish = asked.check(request, faults);
        asked.checkDeadline(wish, idempotencyKey != null, faults);
        Problem.refuseIfAny(faults);
        String voice = voiceOf(request);
        Casting.Cast cast = casting.of(caller.tenantId(), voice);
        Engine engine = cast.engine();
        Set<Skill> skills = cast.skills(voice);
        TextCheck.refuseUnlessTaken(text, voice, skills);
        StyleCheck.refuseUnlessTaken(wish.style(), voice, skills);
        Utterance utterance = utterance(text.spoken(), voice, wish, cast, caller);
        return new Submission(
                caller.tenantId(),
                ids.next(),
                ids.next(),
                utterance,
                CacheKey.of(caller.cacheSalt(), engine.build(), engine.encoderBuild(), utterance),
                cast.voiceVersion(),
                engine.encoderBuild(),
                wish.lane(),
                wish.metadata(),
                text.warnings(),
                request.webhookUrl(),
                wish.deadline(),
                IdempotencyKeys.of(idempotencyKey, text.asked(), wish, request, markProducer));
    }

    /**
     * What a request that can't be accepted now was known by when it was.
     *
     * @throws Problem.Refusal 400 or 422 where it never was
     */
    Idempotency knownBy(SynthesisRequest request, String idempotencyKey) {
        List<FieldError> faults = new ArrayList<>();
        Asked wish = asked.check(request, faults);
        Problem.refuseIfAny(faults);
        voiceOf(request);
        String text = TextCheck.asked(request.input());
        return Objects.requireNonNull(IdempotencyKeys.of(idempotencyKey, text, wish, request, markProducer));
    }

    private Utterance utterance(String text, String voice, Asked wish, Casting.Cast cast, Identity caller) {
        Utterance unseeded = new Utterance(
                text,
                voice,
                wish.prosody(),
                wish.style(),
                1,
                wish.format(),
                wish.sampleRateHz(),
                markProducer,
                cast.made());
        return unseeded.drawnFrom(
                wish.seed().orElseGet(() -> CacheKey.derivedSeed(caller.cacheSalt(), cast.voiceVersion(), unseeded)));
    }

    private static String voiceOf(SynthesisRequest request) {
        if (request.voice() == null) {
            throw Problem.invalid("voice", "missing (see GET /v1/audio/voices)").refusal();
        }
        return request.voice();
    }
}
