// Holds the gateway's OpenAPI document against the official schema, with a validator that others wrote.
import { Validator } from "@seriousme/openapi-schema-validator";

export const scenarios = () => ({
  validate: async () => {
    const answer = await fetch(new URL("/openapi.json", process.env.OPENAI_BASE_URL));
    const validator = new Validator();
    const { valid, errors } = await validator.validate(await answer.json());
    return { valid, errors: errors ?? null, version: validator.version };
  },
});
