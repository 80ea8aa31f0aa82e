import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk";
import { scenariosOf } from "./anthropic-bedrock.mjs";

export const scenarios = scenariosOf(AnthropicBedrock);
