// Anthropic's client of bedrock-mantle: Anthropic's Messages under another path, signed for another service.
import { AnthropicBedrockMantle } from "@anthropic-ai/bedrock-sdk";
import { jsonSchemaOutputFormat } from "@anthropic-ai/sdk/helpers/json-schema";
import { scenariosOf } from "../anthropic-scenarios.mjs";

export const scenarios = scenariosOf(AnthropicBedrockMantle, jsonSchemaOutputFormat);
