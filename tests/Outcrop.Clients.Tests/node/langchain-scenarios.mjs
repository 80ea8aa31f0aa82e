// LangChain's chat classes over Bedrock and Anthropic: the scenarios they share. What they call their reason to stop, and their thoughts, is their own.
import { HumanMessage, ToolMessage } from "@langchain/core/messages";
import { forecast, gem, image, weather } from "./fixtures.mjs";

/** `modelOf` makes a model of the options given; `ways` says how this class thinks and what it calls things. */
export const langchainScenarios = (modelOf, plan, ways) => {
  const model = (rest = {}) => modelOf({ model: plan.model, maxTokens: 400, ...(plan.retries === undefined ? {} : { maxRetries: plan.retries }), ...rest });
  const facts = (message) => ({
    text: textOf(message),
    stop: ways.stopOf(message),
    inputTokens: message.usage_metadata?.input_tokens ?? 0,
    outputTokens: message.usage_metadata?.output_tokens ?? 0,
  });
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
      const messages = [new HumanMessage(plan.prompt)];
      const calls = [];
      for (;;) {
        const answer = await bound.invoke(messages);
        if (answer.tool_calls.length === 0) {
          return { call: calls[0], calls, ...facts(answer) };
        }
        messages.push(answer);
        for (const call of answer.tool_calls) {
          calls.push({ id: call.id, name: call.name, input: call.args, stop: ways.stopOf(answer) });
          messages.push(new ToolMessage({ content: forecast, tool_call_id: call.id }));
        }
      }
    },
    structured: async () => {
      const answer = await model().withStructuredOutput(gem, { name: "gem", includeRaw: true, ...ways.structured }).invoke(plan.prompt);
      return { ...facts(answer.raw), object: answer.parsed };
    },
    image: async () => {
      const url = `data:image/png;base64,${image.toString("base64")}`;
      return facts(await model().invoke([new HumanMessage({ content: [{ type: "image_url", image_url: { url } }, { type: "text", text: plan.prompt }] })]));
    },
    reasoning: async () => {
      const thinking = model({ maxTokens: 2048, ...ways.thinking });
      const messages = [new HumanMessage(plan.prompt)];
      const thoughts = [];
      for (let turn = 1; ; turn++) {
        const answer = await thinking.invoke(messages);
        thoughts.push(...answer.content.filter?.((block) => block.type === ways.thought) ?? []);
        if (turn === (plan.turns ?? 2)) {
          const texts = thoughts.map((block) => block[ways.thought]);
          return { ...facts(answer), thought: texts[0], signed: thoughts.length > 0 && thoughts.every((block) => block.signature), thoughts: texts };
        }
        messages.push(answer, new HumanMessage("And then?"));
      }
    },
  };
};

function textOf(message) {
  return typeof message.content === "string"
    ? message.content
    : message.content.filter((block) => block.type === "text").map((block) => block.text).join("");
}
