// OpenAI's own client, the generation before.
import OpenAI from "openai-6";
import { openaiScenarios } from "../openai-scenarios.mjs";

export const scenarios = (plan) => openaiScenarios(OpenAI, plan);
