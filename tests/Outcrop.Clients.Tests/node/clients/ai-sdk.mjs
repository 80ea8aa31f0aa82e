// Vercel's AI SDK with its Bedrock provider. It takes the endpoint as an option only; the keys come from AWS's own chain.
import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { embed, generateText, stepCountIs, streamText, tool, jsonSchema } from "ai";
import { forecast, image, weather } from "../fixtures.mjs";

export const scenarios = (plan) => {
  const provider = createAmazonBedrock({
    region: process.env.AWS_REGION,
    baseURL: process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME,
    credentialProvider: fromNodeProviderChain(),
  });
  const model = provider(plan.model);
  return {
    chat: async () => facts(await generateText({ model, prompt: plan.prompt, maxOutputTokens: 400 })),
    stream: async () => {
      let failure;
      const answer = streamText({ model, prompt: plan.prompt, maxOutputTokens: 400, onError: ({ error }) => (failure = error) });
      const deltas = [];
      for await (const delta of answer.textStream) {
        deltas.push(delta);
      }
      if (failure) {
        throw failure;
      }
      return {
        text: await answer.text,
        stop: await answer.finishReason,
        ...tokens(await answer.usage),
        deltas: deltas.length,
        joined: deltas.join(""),
      };
    },
    tools: async () => {
      let asked;
      const answer = await generateText({
        model,
        prompt: plan.prompt,
        maxOutputTokens: 400,
        stopWhen: stepCountIs(3),
        tools: {
          [weather.name]: tool({
            description: weather.description,
            inputSchema: jsonSchema(weather.schema),
            execute: async (input) => {
              asked = input;
              return forecast;
            },
          }),
        },
      });
      const first = answer.steps[0];
      return { call: { name: first.toolCalls[0].toolName, input: asked, stop: first.finishReason }, ...facts(answer) };
    },
    image: async () =>
      facts(
        await generateText({
          model,
          maxOutputTokens: 400,
          messages: [
            {
              role: "user",
              content: [
                { type: "file", mediaType: "image/png", data: image },
                { type: "text", text: plan.prompt },
              ],
            },
          ],
        }),
      ),
    reasoning: async () => {
      const providerOptions = { bedrock: { reasoningConfig: { type: "enabled", budgetTokens: 1024 } } };
      const messages = [{ role: "user", content: plan.prompt }];
      const first = await generateText({ model, messages, maxOutputTokens: 2048, providerOptions });
      const second = await generateText({
        model,
        messages: [...messages, ...first.response.messages, { role: "user", content: "And then?" }],
        maxOutputTokens: 2048,
        providerOptions,
      });
      const thought = first.reasoning[0];
      return { ...facts(second), thought: thought.text, signed: Boolean(thought.providerMetadata?.bedrock?.signature) };
    },
    embeddings: async () => {
      const answer = await embed({ model: provider.embedding(plan.model), value: plan.prompt });
      return { dimensions: answer.embedding.length, finite: answer.embedding.every(Number.isFinite) };
    },
  };
};

function facts(answer) {
  return { text: answer.text, stop: answer.finishReason, ...tokens(answer.usage) };
}

function tokens(usage) {
  return { inputTokens: usage.inputTokens, outputTokens: usage.outputTokens };
}
