import { canaryProcess } from "./rules/canary";

/** What the instance waits for: a message, and a job that no job executor takes by itself for a hundred years. */
export const canaryMessage = canaryProcess;
export const waitsForMessage = "decided";
export const waitsForJob = "due";

/**
 * The built-in process. What one version writes, the other reads: a message subscription, a job, and a variable. No user task, which people would
 * see in their lists, and nothing that a job executor or a worker would do on a node of its own choice. 7.20 and later refuse a model without a
 * time to live.
 */
export const canaryModel = `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="canary" targetNamespace="https://camunda.org/rolling-update">
  <message id="message" name="${canaryMessage}" />
  <process id="${canaryProcess}" name="Canary of the rolling update" isExecutable="true" camunda:historyTimeToLive="7">
    <startEvent id="start" />
    <sequenceFlow id="toFork" sourceRef="start" targetRef="fork" />
    <parallelGateway id="fork" />
    <sequenceFlow id="toDecided" sourceRef="fork" targetRef="${waitsForMessage}" />
    <sequenceFlow id="toDue" sourceRef="fork" targetRef="${waitsForJob}" />
    <receiveTask id="${waitsForMessage}" messageRef="message" />
    <intermediateCatchEvent id="${waitsForJob}">
      <timerEventDefinition>
        <timeDuration>P100Y</timeDuration>
      </timerEventDefinition>
    </intermediateCatchEvent>
    <sequenceFlow id="fromDecided" sourceRef="${waitsForMessage}" targetRef="join" />
    <sequenceFlow id="fromDue" sourceRef="${waitsForJob}" targetRef="join" />
    <parallelGateway id="join" />
    <sequenceFlow id="toRead" sourceRef="join" targetRef="read" />
    <serviceTask id="read" camunda:expression="\${startedOn}" camunda:resultVariable="read" />
    <sequenceFlow id="toEnd" sourceRef="read" targetRef="end" />
    <endEvent id="end" />
  </process>
</definitions>
`;
