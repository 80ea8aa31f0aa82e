// The scenarios of OpenAI's own client, which its generations share.
import { forecast, gem, image, weather } from "./fixtures.mjs";

export const openaiScenarios = (OpenAI, plan) => {
  const client = new OpenAI(plan.retries === undefined ? {} : { maxRetries: plan.retries });
  const request = (rest = {}) => ({ model: plan.model, max_tokens: 400, messages: [{ role: "user", content: plan.prompt }], ...rest });
  const tools = [{ type: "function", function: { name: weather.name, description: weather.description, parameters: weather.schema } }];
  const create = (body) => client.chat.completions.create(body);
  return {
    chat: async () => facts(await create(request())),
    developer: async () => facts(await create(request({ messages: [{ role: "developer", content: "Be short." }, { role: "user", content: plan.prompt }] }))),
    stream: async () => {
      const deltas = [];
      let stop = null;
      let usage = null;
      for await (const chunk of await create(request({ stream: true, stream_options: { include_usage: true } }))) {
        const [choice] = chunk.choices;
        if (choice?.delta.content) {
          deltas.push(choice.delta.content);
        }
        stop = choice?.finish_reason ?? stop;
        usage = chunk.usage ?? usage;
      }
      return { text: deltas.join(""), joined: deltas.join(""), deltas: deltas.length, stop, ...tokens(usage) };
    },
    helper: async () => {
      const stream = client.chat.completions.stream(request({ tools, stream_options: { include_usage: true } }));
      const answer = await stream.finalChatCompletion();
      const calls = answer.choices[0].message.tool_calls.map((call) => ({ id: call.id, name: call.function.name, input: JSON.parse(call.function.arguments) }));
      return { ...facts(answer), calls };
    },
    tools: async () => {
      const messages = [{ role: "user", content: plan.prompt }];
      const calls = [];
      for (;;) {
        const answer = await create(request({ tools, messages }));
        const [{ message, finish_reason: stop }] = answer.choices;
        if (stop !== "tool_calls") {
          return { call: calls[0], calls, ...facts(answer) };
        }
        messages.push(message);
        for (const call of message.tool_calls) {
          calls.push({ id: call.id, name: call.function.name, input: JSON.parse(call.function.arguments), stop });
          messages.push({ role: "tool", tool_call_id: call.id, content: forecast });
        }
      }
    },
    structured: async () => {
      const format = { type: "json_schema", json_schema: { name: "gem", strict: true, schema: gem } };
      const answer = await client.chat.completions.parse(request({ response_format: format }));
      return { ...facts(answer), object: answer.choices[0].message.parsed ?? JSON.parse(answer.choices[0].message.content) };
    },
    image: async () => {
      const url = `data:image/png;base64,${image.toString("base64")}`;
      const content = [{ type: "text", text: plan.prompt }, { type: "image_url", image_url: { url } }];
      return facts(await create(request({ messages: [{ role: "user", content }] })));
    },
    reasoning: async () => {
      const thinking = { max_tokens: 4096, reasoning_effort: "low" };
      const question = { role: "user", content: plan.prompt };
      const first = await create(request(thinking));
      const { message } = first.choices[0];
      const second = await create(request({ ...thinking, messages: [question, message, { role: "user", content: "And then?" }] }));
      return { ...facts(second), thought: message.reasoning_content, signed: Boolean(message.reasoning_details[0].signature) };
    },
    // Recorded streams, one after another, each from the gateway that it names.
    streams: async () => {
      const answers = [];
      for (const item of plan.items) {
        answers.push(await recorded(new OpenAI({ baseURL: item.baseURL, maxRetries: 0 }), item.model));
      }
      return answers;
    },
  };
};

async function recorded(client, model) {
  const answer = { text: "", calls: [], stop: null, usage: null, error: null };
  try {
    const stream = await client.chat.completions.create({
      model,
      stream: true,
      stream_options: { include_usage: true },
      messages: [{ role: "user", content: "As recorded." }],
    });
    for await (const chunk of stream) {
      const [choice] = chunk.choices;
      answer.text += choice?.delta.content ?? "";
      for (const call of choice?.delta.tool_calls ?? []) {
        answer.calls[call.index] ??= { id: call.id, name: call.function.name, arguments: "" };
        answer.calls[call.index].arguments += call.function.arguments ?? "";
      }
      answer.stop = choice?.finish_reason ?? answer.stop;
      answer.usage = chunk.usage ?? answer.usage;
    }
  } catch (error) {
    answer.error = `${error.constructor.name}: ${error.message}`;
  }
  return answer;
}

function facts(answer) {
  const [choice] = answer.choices;
  return { text: choice.message.content, stop: choice.finish_reason, ...tokens(answer.usage) };
}

function tokens(usage) {
  return { inputTokens: usage?.prompt_tokens ?? 0, outputTokens: usage?.completion_tokens ?? 0 };
}
