// Vercel's provider for OpenAI, over chat completions.
import { createOpenAI } from "@ai-sdk/openai";
import { aiScenarios } from "../ai-sdk-scenarios.mjs";

export const scenarios = (plan) => aiScenarios(createOpenAI({ baseURL: process.env.OPENAI_BASE_URL }).chat(plan.model), plan);
