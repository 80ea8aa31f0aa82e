// OpenAI's Agents SDK, whose default is the Responses API. Traces, which it sends to OpenAI, are off.
import { Agent, run, setTracingDisabled, tool } from "@openai/agents";
import { z } from "zod";
import { forecast, weather } from "../fixtures.mjs";

setTracingDisabled(true);

export const scenarios = (plan) => {
  const calls = [];
  const look = tool({
    name: weather.name,
    description: weather.description,
    parameters: z.object({ city: z.string() }),
    execute: async (input) => {
      calls.push({ name: weather.name, input });
      return forecast;
    },
  });
  const agent = (rest = {}) => new Agent({ name: "Outcrop", instructions: "Be brief.", model: plan.model, ...rest });
  const streamed = async (one) => {
    const result = await run(one, plan.prompt, { stream: true });
    const deltas = [];
    for await (const text of result.toTextStream()) {
      deltas.push(text);
    }
    await result.completed;
    return { ...facts(result), deltas: deltas.length, joined: deltas.join("") };
  };
  return {
    chat: async () => facts(await run(agent(), plan.prompt)),
    stream: async () => streamed(agent()),
    broken: async () => streamed(agent()),
    tools: async () => {
      const result = await run(agent({ tools: [look] }), plan.prompt);
      return { call: { ...calls[0], stop: "completed" }, calls, ...facts(result) };
    },
    structured: async () => {
      const result = await run(agent({ outputType: z.object({ name: z.string(), hardness: z.number() }) }), plan.prompt);
      return { parsed: result.finalOutput, text: "" };
    },
    // One agent gives the conversation to another, which is a call of a tool as well.
    handoff: async () => {
      const expert = agent({ name: "Expert", handoffDescription: "Knows stones." });
      const result = await run(agent({ name: "Desk", handoffs: [expert] }), plan.prompt);
      return { ...facts(result), last: result.lastAgent.name };
    },
  };
};

function facts(result) {
  const usage = result.rawResponses.at(-1)?.usage;
  return { text: result.finalOutput, stop: "completed", inputTokens: usage?.inputTokens ?? 0, outputTokens: usage?.outputTokens ?? 0 };
}
