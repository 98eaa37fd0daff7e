package camunda;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

@SpringBootApplication
public class EngineNode {
    public static void main(String[] args) {
        SpringApplication.run(EngineNode.class, args);
    }
}
