// OpenAI's own client on the Responses API. Address and key come from OPENAI_BASE_URL and OPENAI_API_KEY, as its documentation has it.
import OpenAI from "openai";
import { forecast, gem, image, weather } from "../fixtures.mjs";

const picture = `data:image/png;base64,${image.toString("base64")}`;
const tool = { type: "function", name: weather.name, description: weather.description, parameters: { ...weather.schema, additionalProperties: false }, strict: true };

export const scenarios = (plan) => {
  const client = new OpenAI({ maxRetries: 2 });
  const model = plan.model;
  return {
    chat: async () => facts(await client.responses.create({ model, input: plan.prompt, instructions: "Be brief." })),
    stream: async () => {
      const deltas = [];
      const stream = client.responses.stream({ model, input: plan.prompt }).on("response.output_text.delta", (event) => deltas.push(event.delta));
      return { ...facts(await stream.finalResponse()), deltas: deltas.length, joined: deltas.join("") };
    },
    // The caller keeps the conversation: every output item goes back as it came.
    tools: async () => {
      const input = [{ role: "user", content: plan.prompt }];
      const calls = [];
      for (;;) {
        const answer = await client.responses.stream({ model, input, tools: [tool], store: false }).finalResponse();
        const asked = answer.output.filter((item) => item.type === "function_call");
        if (asked.length === 0) {
          return { call: calls[0], calls, ...facts(answer) };
        }
        input.push(...answer.output);
        for (const call of asked) {
          calls.push({ name: call.name, input: JSON.parse(call.arguments), stop: answer.status });
          input.push({ type: "function_call_output", call_id: call.call_id, output: forecast });
        }
      }
    },
    image: async () =>
      facts(
        await client.responses.create({
          model,
          input: [{ role: "user", content: [{ type: "input_image", image_url: picture, detail: "auto" }, { type: "input_text", text: plan.prompt }] }],
        }),
      ),
    reasoning: async () => {
      const rest = { model, reasoning: { effort: "low", summary: "auto" }, max_output_tokens: 4096, include: ["reasoning.encrypted_content"], store: false };
      const input = [{ role: "user", content: plan.prompt }];
      const first = await client.responses.stream({ ...rest, input }).finalResponse();
      const thought = first.output.find((item) => item.type === "reasoning");
      input.push(...first.output, { role: "user", content: "And then?" });
      const second = await client.responses.create({ ...rest, input });
      return { ...facts(second), thought: thought.summary[0].text, signed: Boolean(thought.encrypted_content) };
    },
    // The gateway keeps it.
    stored: async () => {
      const first = await client.responses.create({ model, input: plan.prompt });
      const second = await client.responses.create({ model, input: "And then?", previous_response_id: first.id });
      const again = await client.responses.retrieve(first.id);
      const items = [];
      for await (const item of client.responses.inputItems.list(second.id)) {
        items.push(item.content[0].text);
      }
      await client.responses.delete(first.id);
      const gone = await client.responses.retrieve(first.id).catch((error) => error.constructor.name);
      return { ...facts(second), same: JSON.stringify(again.output) === JSON.stringify(first.output), items, gone };
    },
    structured: async () => {
      const answer = await client.responses.parse({ model, input: plan.prompt, text: { format: { type: "json_schema", name: "gem", strict: true, schema: gem } } });
      return { ...facts(answer), parsed: JSON.parse(answer.output_text) };
    },
    incomplete: async () => {
      const types = [];
      const stream = await client.responses.create({ model, input: plan.prompt, max_output_tokens: 4, stream: true });
      let last;
      for await (const event of stream) {
        types.push(event.type);
        last = event;
      }
      return { last: types.at(-1), reason: last.response.incomplete_details.reason, ...facts(last.response) };
    },
    count: async () => {
      const one = await client.responses.inputTokens.count({ model, input: plan.prompt });
      const more = await client.responses.inputTokens.count({ model, input: plan.prompt, instructions: "Be brief.", tools: [tool] });
      return { object: one.object, one: one.input_tokens, more: more.input_tokens };
    },
    // What an application sees that reads the events itself; the failure is thrown.
    broken: async () => {
      const types = [];
      try {
        for await (const event of await client.responses.create({ model, input: plan.prompt, stream: true })) {
          types.push(event.type);
        }
      } catch (error) {
        error.message += ` after ${types.at(-1)}`;
        throw error;
      }
      return { text: types.join(" ") };
    },
    // Many streams, one after another, through the client's own helper, which checks every event against those before.
    streams: async () => {
      const answers = [];
      for (const item of plan.items) {
        const at = new OpenAI({ baseURL: item.baseURL, maxRetries: 0 });
        try {
          const answer = await at.responses.stream({ model: item.model, input: plan.prompt, store: false }).finalResponse();
          const calls = answer.output.filter((item) => item.type === "function_call").map((call) => `${call.call_id} ${call.name} ${call.arguments}`);
          answers.push({ ...facts(answer), calls: calls.join(" "), error: null });
        } catch (error) {
          answers.push({ error: String(error.message) });
        }
      }
      return answers;
    },
    brokenHelper: async () => facts(await client.responses.stream({ model, input: plan.prompt }).finalResponse()),
  };
};

function facts(answer) {
  const text = answer.output.flatMap((item) => (item.type === "message" ? item.content : [])).map((part) => part.text).join("");
  return { text, stop: answer.status, inputTokens: answer.usage?.input_tokens, outputTokens: answer.usage?.output_tokens };
}
