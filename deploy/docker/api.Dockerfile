# syntax=docker/dockerfile:1
# The API service. Build from the project's root:
#   docker build -f deploy/docker/api.Dockerfile -t chorale-api .

FROM eclipse-temurin:25-jdk AS build
WORKDIR /src
COPY . .
# Tests belong to ./chorale test. The cache mount keeps what Maven loads from one build to the next.
RUN --mount=type=cache,target=/root/.m2,sharing=locked \
    ./mvnw -B -ntp -pl api-service -am package -DskipTests

FROM eclipse-temurin:25-jre
RUN apt-get update \
    && apt-get install -y --no-install-recommends curl \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /app
# lib/ changes least, so it comes first and stays cached.
COPY --from=build /src/api-service/target/quarkus-app/lib/ lib/
COPY --from=build /src/api-service/target/quarkus-app/*.jar ./
COPY --from=build /src/api-service/target/quarkus-app/app/ app/
COPY --from=build /src/api-service/target/quarkus-app/quarkus/ quarkus/
USER 10001:10001
EXPOSE 8080
HEALTHCHECK --interval=5s --timeout=3s --start-period=60s --retries=5 \
    CMD ["curl", "-fsS", "-o", "/dev/null", "http://127.0.0.1:8080/q/health/ready"]
ENTRYPOINT ["java", "-XX:MaxRAMPercentage=75", "-XX:+ExitOnOutOfMemoryError", \
    "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow", "-jar", "quarkus-run.jar"]
