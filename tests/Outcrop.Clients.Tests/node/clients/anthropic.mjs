// Anthropic's own client, today's generation: `2026-10-21`, the key as a bearer token. Base URL and key come from the environment.
import Anthropic from "@anthropic-ai/sdk";
import { jsonSchemaOutputFormat } from "@anthropic-ai/sdk/helpers/json-schema";
import { scenariosOf } from "../anthropic-scenarios.mjs";

export const scenarios = scenariosOf(Anthropic, jsonSchemaOutputFormat);
