import { AnthropicBedrock } from "@anthropic-ai/bedrock-sdk";
import { jsonSchemaOutputFormat } from "@anthropic-ai/sdk/helpers/json-schema";
import { scenariosOf } from "../anthropic-scenarios.mjs";

export const scenarios = scenariosOf(AnthropicBedrock, jsonSchemaOutputFormat);
