package dev.chorale.worker.engine.cosyvoice;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import dev.chorale.wire.cosyvoice.CosyVoiceGrpc;
import dev.chorale.wire.cosyvoice.CrossLingual;
import dev.chorale.wire.cosyvoice.Instruct;
import dev.chorale.wire.cosyvoice.Request;
import dev.chorale.wire.cosyvoice.Response;
import dev.chorale.wire.cosyvoice.Sft;
import dev.chorale.wire.cosyvoice.ZeroShot;
import dev.chorale.worker.engine.http.ServerSettings;
import dev.chorale.worker.engine.http.Servers;
import io.grpc.MethodDescriptor;
import java.net.URI;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The gRPC server: a message with the recording as bare samples, and a message with samples for each segment. */
final class GrpcWire implements Wire {
    private static final Set<Mode> MODES =
            Collections.unmodifiableSet(EnumSet.complementOf(EnumSet.of(Mode.INSTRUCT2)));
    private static final int PROMPT_RATE_HZ = 16_000;

    private static final MethodDescriptor<Request, Response> SPEAK = CosyVoiceGrpc.getInferenceMethod();
    /** The server has it not, and says so without counting it among its calls. An empty message is empty for any method. */
    private static final MethodDescriptor<Request, Response> SIGN =
            SPEAK.toBuilder().setFullMethodName("grpc.health.v1.Health/Check").build();

    @Override
    public String kind() {
        return "cosyvoice-grpc";
    }

    @Override
    public String server() {
        return "CosyVoice's gRPC server";
    }

    @Override
    public Set<Mode> modes() {
        return MODES;
    }

    @Override
    public int promptRateHz() {
        return PROMPT_RATE_HZ;
    }

    @Override
    public List<URI> addresses(ServerSettings settings) {
        return settings.grpcAddresses();
    }

    @Override
    public Servers.Call sign() {
        return (address, limits) -> GrpcCall.send(address, SIGN, Request.getDefaultInstance(), limits);
    }

    @Override
    public Servers.Call speech(Voice voice, String text) {
        Request request = request(voice, voice.textPrefix() + text);
        return (address, limits) -> GrpcCall.send(address, SPEAK, request, limits);
    }

    private static Request request(Voice voice, String text) {
        Request.Builder request = Request.newBuilder();
        return switch (voice.mode()) {
            case SFT ->
                request.setSft(Sft.newBuilder().setSpkId(voice.speaker()).setTtsText(text))
                        .build();
            case ZERO_SHOT ->
                request.setZeroShot(ZeroShot.newBuilder()
                                .setTtsText(text)
                                .setPromptText(voice.promptText())
                                .setPromptAudio(recording(voice)))
                        .build();
            case CROSS_LINGUAL ->
                request.setCrossLingual(
                                CrossLingual.newBuilder().setTtsText(text).setPromptAudio(recording(voice)))
                        .build();
            case INSTRUCT ->
                request.setInstruct(Instruct.newBuilder()
                                .setTtsText(text)
                                .setSpkId(voice.speaker())
                                .setInstructText(voice.instructText()))
                        .build();
            case INSTRUCT2 -> throw new IllegalArgumentException("mode: instruct2 (expected one of " + MODES + ")");
        };
    }

    private static ByteString recording(Voice voice) {
        return voice.recording()
                .map(recording ->
                        UnsafeByteOperations.unsafeWrap(recording.pcm().bytes()))
                .orElse(ByteString.EMPTY);
    }
}
