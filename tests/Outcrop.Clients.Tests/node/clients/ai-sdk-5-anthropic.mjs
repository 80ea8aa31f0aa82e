// The AI SDK's generation before the last two, with its provider for Anthropic's Messages: the one that checks every answer.
import { anthropic } from "ai-sdk-anthropic-2";
import * as ai from "ai-5";
import { aiScenarios } from "../ai-sdk-scenarios.mjs";
import { gem } from "../fixtures.mjs";

const thinking = { anthropic: { thinking: { type: "enabled", budgetTokens: 1024 } } };

export const scenarios = (plan) => ({
  ...aiScenarios(anthropic(plan.model), plan, thinking, ai),
  structured: async () => {
    const answer = await ai.generateObject({ model: anthropic(plan.model), prompt: plan.prompt, schema: ai.jsonSchema(gem) });
    return { object: answer.object, stop: answer.finishReason };
  },
});
