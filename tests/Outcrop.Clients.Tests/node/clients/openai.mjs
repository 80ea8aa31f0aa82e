// OpenAI's own client, today's generation. Base URL and key come from the environment, as its documentation has it.
import OpenAI from "openai";
import { openaiScenarios } from "../openai-scenarios.mjs";

export const scenarios = (plan) => openaiScenarios(OpenAI, plan);
