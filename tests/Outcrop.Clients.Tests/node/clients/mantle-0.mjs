import { AnthropicBedrockMantle } from "anthropic-bedrock-sdk-0";
import { jsonSchemaOutputFormat } from "anthropic-sdk-0/helpers/json-schema";
import { scenariosOf } from "../anthropic-scenarios.mjs";

export const scenarios = scenariosOf(AnthropicBedrockMantle, jsonSchemaOutputFormat);
