package dev.chorale.deploy.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortPlanTest {
    @Test
    void everybody_has_the_port_that_the_contract_names() {
        PortPlan ports = new PortPlan(8080);

        assertThat(ports.api(1)).isEqualTo(8080);
        assertThat(ports.api(3)).isEqualTo(8082);
        assertThat(ports.postgres()).isEqualTo(8100);
        assertThat(ports.kafka()).isEqualTo(8101);
        assertThat(ports.kafkaController()).isEqualTo(8102);
        assertThat(ports.s3()).isEqualTo(8103);
        assertThat(ports.worker(1)).isEqualTo(8110);
        assertThat(ports.receiver()).isEqualTo(8120);
    }

    @Test
    void no_two_of_the_largest_installation_share_a_port() {
        PortPlan ports = new PortPlan(8080);
        Set<Integer> all = new HashSet<>(
                Set.of(ports.postgres(), ports.kafka(), ports.kafkaController(), ports.s3(), ports.receiver()));
        for (int n = 1; n <= PortPlan.MAX_APIS; n++) {
            all.add(ports.api(n));
        }
        for (int n = 1; n <= PortPlan.MAX_WORKERS; n++) {
            all.add(ports.worker(n));
        }

        assertThat(all).hasSize(5 + PortPlan.MAX_APIS + PortPlan.MAX_WORKERS);
    }

    @Test
    void a_worker_is_found_again_by_its_port() {
        PortPlan ports = new PortPlan(8080);
        for (int n = 1; n <= PortPlan.MAX_WORKERS; n++) {
            assertThat(ports.workerNumber(ports.worker(n))).isEqualTo(n);
        }
    }

    @Test
    void one_more_worker_or_api_listens_on_the_first_port_of_its_kind_that_is_free() throws IOException {
        PortPlan ports = FreePorts.plan();
        InetAddress here = InetAddress.ofLiteral("127.0.0.1");
        try (ServerSocket api = new ServerSocket(ports.api(1), 1, here);
                ServerSocket worker = new ServerSocket(ports.worker(1), 1, here)) {
            assertThat(ports.freeApi()).hasValue(api.getLocalPort() + 1);
            assertThat(ports.freeWorker()).hasValue(worker.getLocalPort() + 1);
        }
    }

    @Test
    void a_busy_port_is_refused_with_its_number_and_the_option_that_helps() throws IOException {
        PortPlan ports = FreePorts.plan();
        try (ServerSocket taken = new ServerSocket(ports.kafka(), 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatThrownBy(() -> ports.requireFree(1, 1))
                    .isInstanceOf(Failure.class)
                    .hasMessageContaining("port " + taken.getLocalPort() + " (for kafka)")
                    .hasMessageContaining("--port-base");
        }
    }

    @Test
    void a_base_without_room_above_it_is_refused() {
        assertThatThrownBy(() -> new PortPlan(65500)).hasMessage("--port-base: 65500 (expected 1..65415)");
    }
}
