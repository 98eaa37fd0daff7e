package camunda;

import org.camunda.bpm.engine.rest.security.auth.ProcessEngineAuthenticationFilter;
import org.camunda.bpm.engine.rest.security.auth.impl.HttpBasicAuthenticationProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.web.servlet.JerseyApplicationPath;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class EngineNode {
    public static void main(String[] args) {
        SpringApplication.run(EngineNode.class, args);
    }

    /** As in the Run distribution (CamundaBpmRunRestConfiguration): off by default, and the filter itself leaves the list of engines open. */
    @Bean
    @ConditionalOnProperty(name = "camunda.bpm.run.auth.enabled", havingValue = "true")
    FilterRegistrationBean<ProcessEngineAuthenticationFilter> authentication(JerseyApplicationPath rest) {
        var registration = new FilterRegistrationBean<>(new ProcessEngineAuthenticationFilter());
        registration.addUrlPatterns(rest.getUrlMapping());
        registration.addInitParameter(
            ProcessEngineAuthenticationFilter.AUTHENTICATION_PROVIDER_PARAM, HttpBasicAuthenticationProvider.class.getName());
        return registration;
    }
}
