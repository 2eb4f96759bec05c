package dev.chorale.api.wording;

import dev.chorale.api.access.Caller;
import dev.chorale.api.problem.JsonBody;
import dev.chorale.api.problem.Problem;
import dev.chorale.api.problem.Problem.FieldError;
import dev.chorale.api.wording.Lexicon.Entry;
import dev.chorale.api.wording.WordingRows.Kept;
import dev.chorale.common.speech.Markup;
import dev.chorale.common.speech.Markup.Placed;
import dev.chorale.common.speech.Part;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.jspecify.annotations.Nullable;

/** {@code /v1/lexicon}: how words are to be said in all texts of the caller's tenant. */
@Path("/v1/lexicon")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class LexiconResource {
    static final int MAX_ENTRIES = 10_000;
    static final int MAX_SAY = 500;

    private final Caller caller;
    private final Wordings wordings;

    public LexiconResource(Caller caller, Wordings wordings) {
        this.caller = caller;
        this.wordings = wordings;
    }

    /** What is sent. */
    public record Entries(
            @Schema(description = "At most 10,000.") @Nullable
            List<@Nullable Given> entries) {}

    /** One word, and what to say in its place. */
    public record Given(
            @Schema(description = "A word or phrase of at most 100 code points; letter case counts.") @Nullable
            String word,

            @Schema(description = "Text or markup, at most 500 code points.") @Nullable
            String say) {}

    /** What is kept. */
    public record KeptEntries(int revision, List<Entry> entries) {
        static KeptEntries of(Kept<Entry> kept) {
            return new KeptEntries(kept.revision(), kept.content());
        }
    }

    @GET
    @Operation(summary = "Read the lexicon", operationId = "getLexicon")
    public KeptEntries get() {
        return KeptEntries.of(wordings.lexiconAsKept(caller.tenantId()));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Set the lexicon", operationId = "putLexicon")
    public KeptEntries put(
            @RequestBody(content = @Content(schema = @Schema(implementation = Entries.class))) byte[] body) {
        List<Entry> entries = checked(JsonBody.read(body, Entries.class).entries());
        return KeptEntries.of(wordings.put(caller.tenantId(), WordingRows.LEXICON, entries));
    }

    @DELETE
    @Operation(summary = "Empty the lexicon", operationId = "deleteLexicon")
    public Response delete() {
        wordings.put(caller.tenantId(), WordingRows.LEXICON, List.<Entry>of());
        return Response.noContent().build();
    }

    private static List<Entry> checked(@Nullable List<@Nullable Given> given) {
        if (given == null || given.size() > MAX_ENTRIES) {
            throw Problem.invalid("entries", "expected a list of at most " + MAX_ENTRIES + " entries")
                    .refusal();
        }
        List<Entry> entries = new ArrayList<>();
        List<FieldError> faults = new ArrayList<>();
        Set<String> words = new HashSet<>();
        for (int i = 0; i < given.size(); i++) {
            String field = "entries[" + i + "]";
            Given one = given.get(i) == null ? new Given(null, null) : given.get(i);
            String word = word(field, one.word(), faults);
            entries.add(new Entry(word, say(field, one.say(), faults)));
            if (!words.add(word)) {
                faults.add(new FieldError(field + ".word", "there twice"));
            }
        }
        Problem.refuseIfAny(faults);
        return entries;
    }

    private static String word(String field, @Nullable String word, List<FieldError> faults) {
        if (word == null || !ForbiddenWordsResource.isWord(word)) {
            faults.add(new FieldError(field + ".word", "expected 1..100 code points, a letter or number among them"));
            return field;
        }
        return SpokenText.normalise(word);
    }

    /** In its one spelling. @throws Problem.Refusal 422 {@code bad_markup} */
    private static String say(String field, @Nullable String say, List<FieldError> faults) {
        if (say == null || SpokenText.firstForbidden(say) >= 0 || say.codePointCount(0, say.length()) > MAX_SAY) {
            faults.add(
                    new FieldError(field + ".say", "expected text or markup of at most " + MAX_SAY + " code points"));
            return "";
        }
        List<Part> parts = MarkupCheck.parts(field + ".say", say).stream()
                .map(Placed::part)
                .toList();
        if (!SpokenText.isSpeakable(Markup.letters(parts))) {
            faults.add(new FieldError(field + ".say", "holds no letter and no number"));
        }
        return SpokenText.normalise(Markup.write(parts));
    }
}
