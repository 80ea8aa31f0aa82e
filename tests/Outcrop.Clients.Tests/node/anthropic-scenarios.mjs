// The scenarios of Anthropic's own clients, first-party and Bedrock, which their generations share: the class is the only difference.
import { forecast, gem, image, pdf, weather } from "./fixtures.mjs";

export const scenariosOf = (Client, jsonSchemaOutputFormat) => (plan) => {
  const client = new Client(plan.retries === undefined ? {} : { maxRetries: plan.retries });
  const ask = (content, rest = {}) => ({
    model: plan.model,
    max_tokens: 2048,
    messages: [{ role: "user", content }],
    ...rest,
  });
  const tools = [{ name: weather.name, description: weather.description, input_schema: weather.schema }];
  const picture = { type: "image", source: { type: "base64", media_type: "image/png", data: image.toString("base64") } };
  return {
    chat: async () => facts(await client.messages.create(ask(plan.prompt))),
    stream: async () => {
      const stream = client.messages.stream(ask(plan.prompt));
      const deltas = [];
      stream.on("text", (delta) => deltas.push(delta));
      return { ...facts(await stream.finalMessage()), deltas: deltas.length, joined: deltas.join("") };
    },
    events: async () => {
      const events = [];
      for await (const event of await client.messages.create(ask(plan.prompt, { stream: true }))) {
        events.push(event);
      }
      return { events };
    },
    tools: async () => {
      const messages = [{ role: "user", content: plan.prompt }];
      const calls = [];
      for (;;) {
        // Every other turn as a stream, which has to give the same blocks.
        const request = ask(undefined, { tools, messages });
        const answer = await (messages.length % 4 === 1 ? client.messages.create(request) : client.messages.stream(request).finalMessage());
        const asked = answer.content.filter((block) => block.type === "tool_use");
        if (asked.length === 0) {
          return { call: calls[0], calls, ...facts(answer) };
        }
        calls.push(...asked.map((call) => ({ id: call.id, name: call.name, input: call.input, stop: answer.stop_reason })));
        messages.push({ role: "assistant", content: answer.content });
        messages.push({ role: "user", content: asked.map((call) => ({ type: "tool_result", tool_use_id: call.id, content: forecast })) });
      }
    },
    structured: async () => {
      const answer = await client.messages.parse(ask(plan.prompt, { output_config: { format: jsonSchemaOutputFormat(gem) } }));
      return { ...facts(answer), object: answer.parsed_output };
    },
    image: async () => facts(await client.messages.create(ask([picture, { type: "text", text: plan.prompt }]))),
    document: async () => {
      const content = [
        { type: "document", title: "paper", source: { type: "base64", media_type: "application/pdf", data: pdf.toString("base64") } },
        { type: "document", title: "notes", source: { type: "text", media_type: "text/plain", data: "Quartz is hard." } },
        { type: "text", text: plan.prompt },
      ];
      return facts(await client.messages.create(ask(content)));
    },
    // The same long beginning twice: written to the cache, then read from it.
    caching: async () => {
      const system = [{ type: "text", text: "Answer in one word. ".repeat(2000), cache_control: { type: "ephemeral" } }];
      const usages = [];
      for (let call = 0; call < 2; call++) {
        usages.push((await client.messages.stream(ask(plan.prompt, { system })).finalMessage()).usage);
      }
      return { usages };
    },
    // As many turns as asked for, each with its thoughts, all of them kept; whole and streamed in turn.
    reasoning: async () => {
      const messages = [{ role: "user", content: plan.prompt }];
      const thoughts = [];
      const redacted = [];
      const turns = plan.turns ?? 2;
      for (let turn = 1; ; turn++) {
        const request = ask(undefined, { messages: [...messages], thinking: { type: "enabled", budget_tokens: 1024 } });
        const answer = await (turn % 2 === 0 ? client.messages.create(request) : client.messages.stream(request).finalMessage());
        thoughts.push(...answer.content.filter((block) => block.type === "thinking"));
        redacted.push(...answer.content.filter((block) => block.type === "redacted_thinking").map((block) => block.data));
        if (turn === turns) {
          return {
            ...facts(answer),
            thought: thoughts[0]?.thinking,
            signed: thoughts.length > 0 && thoughts.every((block) => block.signature.length > 0),
            thoughts: thoughts.map((block) => block.thinking),
            redacted,
          };
        }
        messages.push({ role: "assistant", content: answer.content }, { role: "user", content: "And then?" });
      }
    },
    count: async () => {
      const { data, response } = await client.messages.countTokens(ask([picture, { type: "text", text: plan.prompt }], { max_tokens: undefined, tools })).withResponse();
      return { tokens: data.input_tokens, kind: response.headers.get("x-outcrop-token-count") };
    },
    models: async () => {
      const ids = [];
      let pages = 0;
      let page = await client.models.list({ limit: 7 });
      for (;;) {
        pages++;
        ids.push(...page.data.map((model) => model.id));
        if (!page.hasNextPage()) {
          break;
        }
        page = await page.getNextPage();
      }
      const whole = await client.models.list({ limit: 1000 });
      const model = await client.models.retrieve(plan.model);
      return { count: ids.length, unique: new Set(ids).size, pages, whole: whole.data.length, listed: ids.includes(plan.model), model };
    },
    missing: async () => client.models.retrieve(plan.model),
    // Recorded streams, one after another, each from the gateway that it names.
    streams: async () => {
      const answers = [];
      for (const item of plan.items) {
        answers.push(await recorded(new Client({ baseURL: item.baseURL, maxRetries: 0 }), item.model));
      }
      return answers;
    },
    large: async () => facts(await client.messages.create(ask("x".repeat(plan.bytes)))),
    stopped: async () => {
      const { data, response } = await client.messages.create(ask(plan.prompt, { stop_sequences: ["opal"] })).withResponse();
      return { ...facts(data), sequence: data.stop_sequence, requestId: response.headers.get("request-id"), own: data._request_id };
    },
    abandoned: async () => {
      const stream = client.messages.stream(ask(plan.prompt));
      stream.on("text", () => stream.abort());
      await stream.finalMessage();
    },
  };
};

// The client's own accumulator refuses events that do not follow from those before; the arguments are taken as they came, before it repairs them.
async function recorded(client, model) {
  const answer = { text: "", calls: [], stop: null, usage: null, error: null };
  const given = new Map();
  try {
    const stream = client.messages.stream({ model, max_tokens: 1024, messages: [{ role: "user", content: "As recorded." }] });
    stream.on("streamEvent", (event) => {
      if (event.type === "content_block_delta" && event.delta.type === "input_json_delta") {
        given.set(event.index, (given.get(event.index) ?? "") + event.delta.partial_json);
      }
    });
    const message = await stream.finalMessage();
    message.content.forEach((block, index) => {
      answer.text += block.type === "text" ? block.text : "";
      if (block.type === "tool_use") {
        answer.calls.push({ id: block.id, name: block.name, arguments: given.get(index) || JSON.stringify(block.input) });
      }
    });
    answer.stop = message.stop_reason;
    answer.usage = message.usage;
  } catch (error) {
    answer.error = `${error.constructor.name}: ${error.message}`;
  }
  return answer;
}

function facts(message) {
  return {
    text: message.content.filter((block) => block.type === "text").map((block) => block.text).join(""),
    stop: message.stop_reason,
    model: message.model,
    inputTokens: message.usage.input_tokens,
    outputTokens: message.usage.output_tokens,
  };
}
