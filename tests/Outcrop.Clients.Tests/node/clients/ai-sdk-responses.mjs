// Vercel's AI SDK with its OpenAI provider, whose default is the Responses API. It takes the address as an option.
import { createOpenAI } from "@ai-sdk/openai";
import { generateText, jsonSchema, stepCountIs, streamText, tool } from "ai";
import { forecast, image, weather } from "../fixtures.mjs";

export const scenarios = (plan) => {
  const provider = createOpenAI({ baseURL: process.env.OPENAI_BASE_URL, apiKey: process.env.OPENAI_API_KEY });
  const model = provider(plan.model);
  const read = async (answer) => {
    const deltas = [];
    for await (const delta of answer.textStream) {
      deltas.push(delta);
    }
    return deltas;
  };
  const streamed = async (options) => {
    let failure;
    const answer = streamText({ model, ...options, onError: ({ error }) => (failure ??= error) });
    const deltas = await read(answer);
    if (failure) {
      throw failure;
    }
    return { answer, deltas };
  };
  return {
    chat: async () => facts(await generateText({ model, prompt: plan.prompt })),
    stream: async () => {
      const { answer, deltas } = await streamed({ prompt: plan.prompt });
      return { text: await answer.text, stop: await answer.finishReason, ...tokens(await answer.usage), deltas: deltas.length, joined: deltas.join("") };
    },
    tools: async () => {
      let asked;
      const execute = async (input) => {
        asked = input;
        return forecast;
      };
      const answer = await generateText({
        model,
        prompt: plan.prompt,
        stopWhen: stepCountIs(3),
        tools: { [weather.name]: tool({ description: weather.description, inputSchema: jsonSchema(weather.schema), execute }) },
      });
      const first = answer.steps[0];
      return { call: { name: first.toolCalls[0].toolName, input: asked, stop: first.finishReason }, ...facts(answer) };
    },
    image: async () =>
      facts(await generateText({ model, messages: [{ role: "user", content: [{ type: "file", mediaType: "image/png", data: image }, { type: "text", text: plan.prompt }] }] })),
    // With `store` the provider sends references to the items it was given; without, the items themselves.
    reasoning: async () => reason(model, plan.prompt, false),
    reasoningStored: async () => reason(model, plan.prompt, true),
    broken: async () => ({ text: (await streamed({ prompt: plan.prompt })).deltas.join("") }),
  };
};

async function reason(model, prompt, store) {
  const rest = { model, maxOutputTokens: 4096, providerOptions: { openai: { forceReasoning: true, reasoningEffort: "low", reasoningSummary: "auto", store } } };
  const messages = [{ role: "user", content: prompt }];
  const first = streamText({ ...rest, messages });
  const thought = await first.reasoningText;
  const { messages: said } = await first.response;
  const second = await generateText({ ...rest, messages: [...messages, ...said, { role: "user", content: "And then?" }] });
  return { ...facts(second), thought, signed: true };
}

function facts(answer) {
  return { text: answer.text, stop: answer.finishReason, ...tokens(answer.usage) };
}

function tokens(usage) {
  return { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens };
}
