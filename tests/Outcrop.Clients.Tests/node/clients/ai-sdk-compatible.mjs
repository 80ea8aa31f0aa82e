// Vercel's provider for whatever speaks OpenAI's dialect.
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { aiScenarios } from "../ai-sdk-scenarios.mjs";

export const scenarios = (plan) => {
  const provider = createOpenAICompatible({
    name: "outcrop",
    baseURL: process.env.OPENAI_BASE_URL,
    apiKey: process.env.OPENAI_API_KEY,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  return aiScenarios(provider(plan.model), plan);
};
