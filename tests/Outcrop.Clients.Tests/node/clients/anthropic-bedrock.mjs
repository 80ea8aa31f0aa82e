// Anthropic's own Bedrock client, of either generation: the module is the only difference.
import { forecast, image, weather } from "../fixtures.mjs";

export const scenariosOf = (AnthropicBedrock) => (plan) => {
  const client = new AnthropicBedrock();
  const ask = (content, rest = {}) => ({
    model: plan.model,
    max_tokens: 2048,
    messages: [{ role: "user", content }],
    ...rest,
  });
  const tools = [{ name: weather.name, description: weather.description, input_schema: weather.schema }];
  return {
    chat: async () => facts(await client.messages.create(ask(plan.prompt))),
    stream: async () => {
      const stream = client.messages.stream(ask(plan.prompt));
      const deltas = [];
      stream.on("text", (delta) => deltas.push(delta));
      return { ...facts(await stream.finalMessage()), deltas: deltas.length, joined: deltas.join("") };
    },
    tools: async () => {
      const request = ask(plan.prompt, { tools });
      const first = await client.messages.create(request);
      const call = first.content.find((block) => block.type === "tool_use");
      const second = await client.messages.create({
        ...request,
        messages: [
          ...request.messages,
          { role: "assistant", content: first.content },
          { role: "user", content: [{ type: "tool_result", tool_use_id: call.id, content: forecast }] },
        ],
      });
      return { call: { name: call.name, input: call.input, stop: first.stop_reason }, ...facts(second) };
    },
    image: async () =>
      facts(
        await client.messages.create(
          ask([
            { type: "image", source: { type: "base64", media_type: "image/png", data: image.toString("base64") } },
            { type: "text", text: plan.prompt },
          ]),
        ),
      ),
    reasoning: async () => {
      const thinking = { type: "enabled", budget_tokens: 1024 };
      const request = ask(plan.prompt, { thinking });
      const first = await client.messages.stream(request).finalMessage();
      const second = await client.messages.create({
        ...request,
        messages: [...request.messages, { role: "assistant", content: first.content }, { role: "user", content: "And then?" }],
      });
      const thought = first.content.find((block) => block.type === "thinking");
      return { ...facts(second), thought: thought.thinking, signed: thought.signature.length > 0 };
    },
  };
};

function facts(message) {
  return {
    text: message.content.filter((block) => block.type === "text").map((block) => block.text).join(""),
    stop: message.stop_reason,
    inputTokens: message.usage.input_tokens,
    outputTokens: message.usage.output_tokens,
  };
}
