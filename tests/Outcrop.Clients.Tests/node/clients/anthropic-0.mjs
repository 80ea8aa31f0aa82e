// Anthropic's own client, the generation before: `2023-06-01`, the key in x-api-key.
import Anthropic from "anthropic-sdk-0";
import { jsonSchemaOutputFormat } from "anthropic-sdk-0/helpers/json-schema";
import { scenariosOf } from "../anthropic-scenarios.mjs";

export const scenarios = scenariosOf(Anthropic, jsonSchemaOutputFormat);
