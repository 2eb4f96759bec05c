package dev.chorale.worker.engine.cosyvoice;

import io.grpc.Attributes;
import io.grpc.ClientStreamTracer;
import io.grpc.Metadata;

/** How far a call came, as its connection saw it. */
final class Course extends ClientStreamTracer.Factory {
    private volatile boolean sent;
    private volatile boolean answered;
    private volatile boolean told;

    /** Whether there was a connection: without one nothing was sent. */
    boolean isSent() {
        return sent;
    }

    /** Whether the server began to answer. */
    boolean isAnswered() {
        return answered;
    }

    /** Whether the status at the end is the server's own word. */
    boolean isTold() {
        return told;
    }

    @Override
    public ClientStreamTracer newClientStreamTracer(ClientStreamTracer.StreamInfo info, Metadata headers) {
        return new ClientStreamTracer() {
            @Override
            public void streamCreated(Attributes transport, Metadata metadata) {
                sent = true;
            }

            @Override
            public void inboundHeaders() {
                answered = true;
            }

            @Override
            public void inboundTrailers(Metadata trailers) {
                told = true;
            }
        };
    }
}
