// Vercel's AI SDK with its Bedrock provider. It takes the endpoint as an option only; a bearer key comes from the environment, keys from AWS's own chain.
import { createAmazonBedrock } from "@ai-sdk/amazon-bedrock";
import { fromNodeProviderChain } from "@aws-sdk/credential-providers";
import { embed } from "ai";
import { aiScenarios } from "../ai-sdk-scenarios.mjs";

const thinking = { bedrock: { reasoningConfig: { type: "enabled", budgetTokens: 1024 } } };

export const scenarios = (plan) => {
  const provider = createAmazonBedrock({
    region: process.env.AWS_REGION,
    baseURL: process.env.AWS_ENDPOINT_URL_BEDROCK_RUNTIME,
    credentialProvider: fromNodeProviderChain(),
  });
  return {
    ...aiScenarios(provider(plan.model), plan, thinking),
    embeddings: async () => {
      const answer = await embed({ model: provider.embedding(plan.model), value: plan.prompt });
      return { dimensions: answer.embedding.length, finite: answer.embedding.every(Number.isFinite) };
    },
  };
};
