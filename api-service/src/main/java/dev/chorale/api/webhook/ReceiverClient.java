package dev.chorale.api.webhook;

import dev.chorale.api.ApiSettings;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.Proxy;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.Dns;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;

/**
 * Makes one attempt at one receiver, which is a stranger: no redirect is followed, no proxy, no cookie, no compression,
 * 15 s in all, 16 kB of the reply. Only checked addresses are connected to ({@link ReceiverAddress}, {@link GuardedDns}).
 */
@ApplicationScoped
public class ReceiverClient {
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration CALL_LIMIT = Duration.ofSeconds(15);
    private static final long MAX_REPLY_BYTES = 16_384;
    private static final int IDLE_CONNECTIONS = 32;
    private static final String HELD_RETRY_AFTER = "Chorale-Retry-After";
    private static final Pattern SECONDS = Pattern.compile("\\d{1,9}");

    private final boolean allowPrivate;
    private final GuardedDns dns;
    private final OkHttpClient http;

    @Inject
    public ReceiverClient(ApiSettings settings) {
        this(settings.webhook().allowPrivate(), Dns.SYSTEM, CALL_LIMIT);
    }

    ReceiverClient(boolean allowPrivate, Dns system, Duration limit) {
        this.allowPrivate = allowPrivate;
        this.dns = new GuardedDns(new AddressRule(allowPrivate), system);
        this.http = client(dns, limit);
    }

    /** Blocks, at most 15 s. */
    Answer send(Delivery delivery) {
        if (ReceiverAddress.reasonAgainst(delivery.url(), allowPrivate).isPresent()) {
            return new Answer.Blocked();
        }
        Call call = http.newCall(request(delivery));
        try (Response response = call.execute()) {
            Answer answer = answer(response);
            drain(call, response);
            return answer;
        } catch (GuardedDns.Denied e) {
            return new Answer.Blocked();
        } catch (IOException e) {
            return new Answer.Unreachable(reason(e));
        }
    }

    @PreDestroy
    void close() {
        dns.close();
        http.connectionPool().evictAll();
    }

    private Request request(Delivery delivery) {
        byte[] body = delivery.event().body();
        return new Request.Builder()
                .url(delivery.url())
                .header("User-Agent", "Chorale-Webhook/1")
                .header("Accept-Encoding", "identity")
                .header("webhook-id", delivery.messageId())
                .header("webhook-timestamp", Long.toString(delivery.at().getEpochSecond()))
                .header("webhook-signature", Signature.of(delivery.secret(), delivery.messageId(), delivery.at(), body))
                .post(RequestBody.create(body, MediaType.get("application/json")))
                .build();
    }

    private static Answer answer(Response response) {
        int status = response.code();
        if (response.isSuccessful()) {
            return new Answer.Delivered(status);
        }
        return status == 410 ? new Answer.Gone(status) : new Answer.Refused(status, retryAfter(response));
    }

    private static Optional<Duration> retryAfter(Response response) {
        return Optional.ofNullable(response.header(HELD_RETRY_AFTER))
                .map(text -> Duration.ofSeconds(Long.parseLong(text)));
    }

    /** The status has decided. A short reply is read so that its connection can serve again, any other is cut off. */
    private static void drain(Call call, Response response) {
        try {
            if (response.body().source().request(MAX_REPLY_BYTES)) {
                call.cancel();
            }
        } catch (IOException e) {
            call.cancel();
        }
    }

    private static String reason(IOException e) {
        return switch (e) {
            case InterruptedIOException late -> "timed_out";
            case UnknownHostException unknown -> "unknown_host";
            case SSLException tls -> "tls_failed";
            default -> "connection_failed";
        };
    }

    private static OkHttpClient client(Dns dns, Duration limit) {
        return new OkHttpClient.Builder()
                .dns(dns)
                .proxy(Proxy.NO_PROXY)
                .followRedirects(false)
                .followSslRedirects(false)
                .cookieJar(CookieJar.NO_COOKIES)
                .protocols(List.of(Protocol.HTTP_1_1))
                .retryOnConnectionFailure(false)
                .connectTimeout(CONNECT_LIMIT)
                .readTimeout(limit)
                .writeTimeout(limit)
                .callTimeout(limit)
                .connectionPool(new ConnectionPool(IDLE_CONNECTIONS, 1, TimeUnit.MINUTES))
                .addNetworkInterceptor(ReceiverClient::holdRetryAfter)
                .build();
    }

    /**
     * The client would send again by itself on 503 with {@code Retry-After: 0}: the schedule decides that here. Only seconds
     * are held: a header may be read with any character, but not be set with it.
     */
    private static Response holdRetryAfter(Interceptor.Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        Response.Builder held =
                response.newBuilder().removeHeader("Retry-After").removeHeader(HELD_RETRY_AFTER);
        Optional.ofNullable(response.header("Retry-After"))
                .map(String::strip)
                .filter(asked -> SECONDS.matcher(asked).matches())
                .ifPresent(seconds -> held.header(HELD_RETRY_AFTER, seconds));
        return held.build();
    }
}
