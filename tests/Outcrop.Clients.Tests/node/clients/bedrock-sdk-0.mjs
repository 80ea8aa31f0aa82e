import { AnthropicBedrock } from "anthropic-bedrock-sdk-0";
import { scenariosOf } from "./anthropic-bedrock.mjs";

export const scenarios = scenariosOf(AnthropicBedrock);
