// LangChain's class for OpenAI, over chat completions.
import { ChatOpenAI } from "@langchain/openai";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { forecast, gem, image, weather } from "../fixtures.mjs";

export const scenarios = (plan) => {
  const model = (rest = {}) =>
    new ChatOpenAI({
      model: plan.model,
      maxTokens: 400,
      useResponsesApi: false,
      configuration: { baseURL: process.env.OPENAI_BASE_URL },
      ...(plan.retries === undefined ? {} : { maxRetries: plan.retries }),
      ...rest,
    });
  return {
    chat: async () => facts(await model().invoke(plan.prompt)),
    stream: async () => {
      let whole;
      const deltas = [];
      for await (const chunk of await model({ streamUsage: true }).stream(plan.prompt)) {
        whole = whole ? whole.concat(chunk) : chunk;
        if (chunk.text) {
          deltas.push(chunk.text);
        }
      }
      return { ...facts(whole), joined: deltas.join(""), deltas: deltas.length };
    },
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
          calls.push({ id: call.id, name: call.name, input: call.args, stop: answer.response_metadata.finish_reason });
          messages.push(new ToolMessage({ content: forecast, tool_call_id: call.id }));
        }
      }
    },
    structured: async () => {
      const shaped = model().withStructuredOutput(gem, { name: "gem", method: "jsonSchema", strict: true, includeRaw: true });
      const answer = await shaped.invoke(plan.prompt);
      return { ...facts(answer.raw), object: answer.parsed };
    },
    image: async () => {
      const url = `data:image/png;base64,${image.toString("base64")}`;
      return facts(await model().invoke([new HumanMessage({ content: [{ type: "text", text: plan.prompt }, { type: "image_url", image_url: { url } }] })]));
    },
  };
};

function facts(message) {
  return {
    text: message.text,
    stop: message.response_metadata.finish_reason,
    inputTokens: message.usage_metadata?.input_tokens ?? 0,
    outputTokens: message.usage_metadata?.output_tokens ?? 0,
  };
}
