// Vercel's provider for Anthropic's Messages. Base URL (with its /v1) and key come from the environment.
import { anthropic } from "@ai-sdk/anthropic";
import { aiScenarios } from "../ai-sdk-scenarios.mjs";

const thinking = { anthropic: { thinking: { type: "enabled", budgetTokens: 1024 } } };

export const scenarios = (plan) => aiScenarios(anthropic(plan.model), plan, thinking);
