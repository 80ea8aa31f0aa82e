// LangChain's class for OpenAI, over the Responses API.
import { ChatOpenAI } from "@langchain/openai";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { forecast, gem, image, weather } from "../fixtures.mjs";

export const scenarios = (plan) => {
  const model = (rest = {}) =>
    new ChatOpenAI({
      model: plan.model,
      useResponsesApi: true,
      configuration: { baseURL: process.env.OPENAI_BASE_URL },
      ...(plan.retries === undefined ? {} : { maxRetries: plan.retries }),
      ...rest,
    });
  const read = async (chat, messages) => {
    let whole;
    const deltas = [];
    for await (const chunk of await chat.stream(messages)) {
      whole = whole ? whole.concat(chunk) : chunk;
      if (chunk.text) {
        deltas.push(chunk.text);
      }
    }
    return { whole, deltas };
  };
  return {
    chat: async () => facts(await model().invoke(plan.prompt)),
    stream: async () => {
      const { whole, deltas } = await read(model(), plan.prompt);
      return { ...facts(whole), joined: deltas.join(""), deltas: deltas.length };
    },
    broken: async () => ({ text: (await read(model(), plan.prompt)).deltas.join("") }),
    tools: async () => {
      const bound = model().bindTools([{ name: weather.name, description: weather.description, schema: weather.schema }]);
      const messages = [new HumanMessage(plan.prompt)];
      const calls = [];
      for (;;) {
        const answer = await bound.invoke(messages);
        if (answer.tool_calls.length === 0) {
          return { call: calls[0], calls, ...facts(answer) };
        }
        messages.push(answer);
        for (const call of answer.tool_calls) {
          calls.push({ id: call.id, name: call.name, input: call.args, stop: answer.response_metadata.status });
          messages.push(new ToolMessage({ content: forecast, tool_call_id: call.id }));
        }
      }
    },
    structured: async () => {
      const shaped = model().withStructuredOutput(gem, { name: "gem", method: "jsonSchema", strict: true, includeRaw: true });
      const answer = await shaped.invoke(plan.prompt);
      return { ...facts(answer.raw), parsed: answer.parsed };
    },
    image: async () => {
      const url = `data:image/png;base64,${image.toString("base64")}`;
      return facts(await model().invoke([new HumanMessage({ content: [{ type: "text", text: plan.prompt }, { type: "image_url", image_url: { url } }] })]));
    },
    // Without the gateway's memory: the encrypted thought goes back with the message. LangChain's own option for reasoning is for OpenAI's model names only.
    reasoning: async () => {
      const thinking = model({ maxTokens: 4096, modelKwargs: { reasoning: { effort: "low", summary: "auto" } }, zdrEnabled: true });
      const question = new HumanMessage(plan.prompt);
      const { whole } = await read(thinking, [question]);
      const second = await thinking.invoke([question, whole, new HumanMessage("And then?")]);
      const thought = whole.additional_kwargs.reasoning;
      return { ...facts(second), thought: thought.summary.map((part) => part.text).join(""), signed: Boolean(thought.encrypted_content) };
    },
  };
};

function facts(message) {
  return {
    text: message.text,
    stop: message.response_metadata.status,
    inputTokens: message.usage_metadata?.input_tokens ?? 0,
    outputTokens: message.usage_metadata?.output_tokens ?? 0,
  };
}
