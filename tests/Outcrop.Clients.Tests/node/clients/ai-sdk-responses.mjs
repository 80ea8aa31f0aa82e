// Vercel's AI SDK with its OpenAI provider, whose default is the Responses API. It takes the address as an option.
import { createOpenAI } from "@ai-sdk/openai";
import { embed, embedMany, generateText, jsonSchema, Output, stepCountIs, streamText, tool } from "ai";
import { forecast, gem, image, weather } from "../fixtures.mjs";

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
      const calls = [];
      const execute = async (input) => {
        calls.push({ name: weather.name, input });
        return forecast;
      };
      const answer = await generateText({
        model,
        prompt: plan.prompt,
        stopWhen: stepCountIs(5),
        tools: { [weather.name]: tool({ description: weather.description, inputSchema: jsonSchema(weather.schema), execute }) },
      });
      return { call: { ...calls[0], stop: answer.steps[0].finishReason }, calls, ...facts(answer) };
    },
    structured: async () => {
      const answer = await generateText({ model, prompt: plan.prompt, output: Output.object({ schema: jsonSchema(gem) }) });
      return { ...facts(answer), parsed: answer.output };
    },
    embeddings: async () => {
      const { embeddings, usage } = await embedMany({ model: provider.embedding(plan.model), values: ["one", "two", plan.prompt] });
      const { embedding } = await embed({ model: provider.embedding(plan.model), value: plan.prompt });
      return { dimensions: embeddings.map((vector) => vector.length), equal: JSON.stringify(embeddings[2]) === JSON.stringify(embedding), tokens: usage.tokens };
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
