package io.naestro.benchmarks.boot;

import io.naestro.core.Naestro;
import io.naestro.goal.Goal;
import io.naestro.json.Shape;
import io.naestro.policy.engine.YamlPolicy;
import io.naestro.providers.openai.OpenAi;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A plain web application that hands goals to Naestro. */
@SpringBootApplication
public class Application {
    private static final String POLICY = """
            naestro: policy/v1
            mode: auto
            rules:
              - { id: local-models, verdict: allow, models: ["*"], residency: [local] }
            """;

    /**
     * Starts it.
     *
     * @param args for Spring
     */
    public static void main(String[] args) {
        SpringApplication.run(Application.class, args);
    }

    @Bean(destroyMethod = "close")
    Naestro naestro(@Value("${model.url}") String url) {
        return Naestro.builder()
                .models(OpenAi.vllm(url).model("m"))
                .policy(YamlPolicy.parse(POLICY, "policy.yaml"))
                .build();
    }

    /** Greets. */
    @RestController
    static class Greetings {
        private final Naestro naestro;

        Greetings(Naestro naestro) {
            this.naestro = naestro;
        }

        @GetMapping("/greet")
        String greet(@RequestParam String name) throws Exception {
            var goal = Goal.of("Greet " + name).given("name", name).yielding(Shape.of(String.class));
            return naestro.start(goal).await(Duration.ofSeconds(30)).orThrow();
        }
    }
}
