// LangChain's Bedrock classes. They make AWS clients of their own, which read endpoint and keys from the environment.
import { BedrockEmbeddings, ChatBedrockConverse } from "@langchain/aws";
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { forecast, image, weather } from "../fixtures.mjs";

export const scenarios = (plan) => {
  const region = process.env.AWS_REGION;
  const model = (rest = {}) => new ChatBedrockConverse({ model: plan.model, region, maxTokens: 400, ...rest });
  return {
    chat: async () => facts(await model().invoke(plan.prompt)),
    stream: async () => {
      let whole;
      const deltas = [];
      for await (const chunk of await model().stream(plan.prompt)) {
        whole = whole ? whole.concat(chunk) : chunk;
        if (textOf(chunk)) {
          deltas.push(textOf(chunk));
        }
      }
      return { ...facts(whole), deltas: deltas.length, joined: deltas.join("") };
    },
    tools: async () => {
      const bound = model().bindTools([{ name: weather.name, description: weather.description, schema: weather.schema }]);
      const question = new HumanMessage(plan.prompt);
      const first = await bound.invoke([question]);
      const [call] = first.tool_calls;
      const second = await bound.invoke([question, first, new ToolMessage({ content: forecast, tool_call_id: call.id })]);
      return { call: { name: call.name, input: call.args, stop: first.response_metadata.stopReason }, ...facts(second) };
    },
    image: async () =>
      facts(
        await model().invoke([
          new HumanMessage({
            content: [
              { type: "image_url", image_url: { url: `data:image/png;base64,${image.toString("base64")}` } },
              { type: "text", text: plan.prompt },
            ],
          }),
        ]),
      ),
    reasoning: async () => {
      const thinking = model({ maxTokens: 2048, additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 1024 } } });
      const question = new HumanMessage(plan.prompt);
      const first = await thinking.invoke([question]);
      const second = await thinking.invoke([question, first, new HumanMessage("And then?")]);
      const thought = first.content.find((block) => block.type === "reasoning");
      return { ...facts(second), thought: thought.reasoning, signed: Boolean(thought.signature) };
    },
    embeddings: async () => {
      const [vector] = await new BedrockEmbeddings({ region, model: plan.model }).embedDocuments([plan.prompt]);
      return { dimensions: vector.length, finite: vector.every(Number.isFinite) };
    },
  };
};

function textOf(message) {
  return typeof message.content === "string"
    ? message.content
    : message.content.filter((block) => block.type === "text").map((block) => block.text).join("");
}

function facts(message) {
  return {
    text: textOf(message),
    stop: message.response_metadata.stopReason ?? message.response_metadata.messageStop?.stopReason ?? null,
    inputTokens: message.usage_metadata.input_tokens,
    outputTokens: message.usage_metadata.output_tokens,
  };
}
