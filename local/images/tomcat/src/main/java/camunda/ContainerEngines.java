package camunda;

import java.util.Set;
import org.camunda.bpm.BpmPlatform;
import org.camunda.bpm.engine.ProcessEngine;
import org.camunda.bpm.engine.rest.spi.ProcessEngineProvider;

/** The engines that the server has started; the REST API's own jar leaves it to the application where they come from. */
public class ContainerEngines implements ProcessEngineProvider {
    @Override
    public ProcessEngine getDefaultProcessEngine() {
        return BpmPlatform.getDefaultProcessEngine();
    }

    @Override
    public ProcessEngine getProcessEngine(String name) {
        return BpmPlatform.getProcessEngineService().getProcessEngine(name);
    }

    @Override
    public Set<String> getProcessEngineNames() {
        return BpmPlatform.getProcessEngineService().getProcessEngineNames();
    }
}
