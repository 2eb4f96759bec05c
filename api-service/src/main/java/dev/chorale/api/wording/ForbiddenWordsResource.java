package dev.chorale.api.wording;

import dev.chorale.api.access.Caller;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.api.wording.WordingRows.Kept;
import dev.chorale.common.speech.SpokenText;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** {@code /v1/forbidden-words}: the words that no text of the caller's tenant may hold. */
@Path("/v1/forbidden-words")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class ForbiddenWordsResource {
    static final int MAX_WORDS = 10_000;
    static final int MAX_CODE_POINTS = 100;

    private final Caller caller;
    private final Wordings wordings;

    public ForbiddenWordsResource(Caller caller, Wordings wordings) {
        this.caller = caller;
        this.wordings = wordings;
    }

    /** What is sent. */
    public record Words(
            @Schema(description = "At most 10,000 words or phrases of at most 100 code points.") @Nullable
            List<@Nullable String> words) {}

    /** What is kept. */
    public record KeptWords(int revision, List<String> words) {
        static KeptWords of(Kept<String> kept) {
            return new KeptWords(kept.revision(), kept.content());
        }
    }

    @GET
    @Operation(summary = "Read the forbidden words", operationId = "getForbiddenWords")
    public KeptWords get() {
        return KeptWords.of(wordings.forbiddenAsKept(caller.tenantId()));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Set the forbidden words", operationId = "putForbiddenWords")
    public KeptWords put(@RequestBody(content = @Content(schema = @Schema(implementation = Words.class))) byte[] body) {
        List<String> words = checked(JsonBody.read(body, Words.class).words());
        return KeptWords.of(wordings.put(caller.tenantId(), WordingRows.FORBIDDEN_WORDS, words));
    }

    @DELETE
    @Operation(summary = "Forbid no words", operationId = "deleteForbiddenWords")
    public Response delete() {
        wordings.put(caller.tenantId(), WordingRows.FORBIDDEN_WORDS, List.<String>of());
        return Response.noContent().build();
    }

    private static List<String> checked(@Nullable List<@Nullable String> words) {
        if (words == null || words.size() > MAX_WORDS) {
            throw Problem.invalid("words", "expected a list of at most " + MAX_WORDS + " words")
                    .refusal();
        }
        List<String> checked = new ArrayList<>();
        List<FieldError> faults = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word == null || !isWord(word)) {
                faults.add(new FieldError(
                        "words[" + i + "]",
                        "expected 1.." + MAX_CODE_POINTS + " code points, a letter or number among them"));
            } else {
                checked.add(SpokenText.normalise(word));
            }
        }
        Problem.refuseIfAny(faults);
        return checked;
    }

    /** Something is left of it when it is folded, because a letter or a number is. */
    static boolean isWord(String word) {
        return SpokenText.firstForbidden(word) < 0
                && word.codePointCount(0, word.length()) <= MAX_CODE_POINTS
                && SpokenText.isSpeakable(word);
    }
}
