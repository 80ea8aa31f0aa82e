// Vercel's AI SDK: the scenarios that its providers and generations share. How a provider is told to think is its own.
import * as newest from "ai";
import { forecast, gem, image, pdf, weather } from "./fixtures.mjs";

export const aiScenarios = (model, plan, thinking, { generateText, jsonSchema, Output, stepCountIs, streamText, tool } = newest) => {
  const ask = (rest = {}) => ({ model, prompt: plan.prompt, maxOutputTokens: 400, ...(plan.retries === undefined ? {} : { maxRetries: plan.retries }), ...rest });
  return {
    chat: async () => facts(await generateText(ask())),
    stream: async () => {
      let failure;
      const answer = streamText(ask({ onError: ({ error }) => (failure = error) }));
      const deltas = [];
      for await (const delta of answer.textStream) {
        deltas.push(delta);
      }
      if (failure) {
        throw failure;
      }
      const stop = await answer.finishReason;
      return { text: deltas.join(""), joined: deltas.join(""), deltas: deltas.length, stop, ...tokens(await answer.usage) };
    },
    tools: async () => {
      const calls = [];
      const execute = async (input) => {
        calls.push({ name: weather.name, input });
        return forecast;
      };
      const offered = { [weather.name]: tool({ description: weather.description, inputSchema: jsonSchema(weather.schema), execute }) };
      const answer = await generateText(ask({ tools: offered, stopWhen: stepCountIs(5) }));
      return { call: { ...calls[0], stop: answer.steps[0].finishReason }, calls, ...facts(answer) };
    },
    structured: async () => {
      const answer = await generateText(ask({ output: Output.object({ schema: jsonSchema(gem) }) }));
      return { ...facts(answer), object: answer.output };
    },
    image: async () => {
      const content = [{ type: "text", text: plan.prompt }, { type: "file", mediaType: "image/png", data: image }];
      return facts(await generateText(ask({ prompt: undefined, messages: [{ role: "user", content }] })));
    },
    document: async () => {
      const content = [{ type: "text", text: plan.prompt }, { type: "file", mediaType: "application/pdf", filename: "paper.pdf", data: pdf }];
      return facts(await generateText(ask({ prompt: undefined, messages: [{ role: "user", content }] })));
    },
    reasoning: async () => {
      const messages = [{ role: "user", content: plan.prompt }];
      const thoughts = [];
      for (let turn = 1; ; turn++) {
        const answer = await generateText(ask({ prompt: undefined, messages, maxOutputTokens: 2048, providerOptions: thinking }));
        thoughts.push(...answer.reasoning);
        if (turn === (plan.turns ?? 2)) {
          // The signature lies under the provider's own name.
          const signed = thoughts.length > 0 && thoughts.every((thought) => Object.values(thought.providerMetadata ?? {}).some((own) => own.signature));
          return { ...facts(answer), thought: thoughts[0]?.text, signed, thoughts: thoughts.map((thought) => thought.text) };
        }
        messages.push(...answer.response.messages, { role: "user", content: "And then?" });
      }
    },
  };
};

function facts(answer) {
  return { text: answer.text, stop: answer.finishReason, ...tokens(answer.usage) };
}

function tokens(usage) {
  return { inputTokens: usage.inputTokens ?? 0, outputTokens: usage.outputTokens ?? 0 };
}
