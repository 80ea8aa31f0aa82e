// OpenAI's own client and LangChain's OpenAI embeddings, for every endpoint but chat and responses. Address and key come from the environment.
import { OpenAIEmbeddings } from "@langchain/openai";
import OpenAI from "openai";

export const scenarios = (plan) => {
  const client = new OpenAI();
  return {
    // The client itself asks for base64 unless told otherwise, and decodes it.
    embeddings: async () => {
      const input = [plan.prompt, "Another text.", plan.prompt];
      const packed = await client.embeddings.create({ model: plan.model, input });
      const plain = await client.embeddings.create({ model: plan.model, input, encoding_format: "float" });
      return {
        model: packed.model,
        dimensions: packed.data.map((item) => item.embedding.length),
        // Numbers of 32 bits, which JavaScript widens.
        equal: JSON.stringify(packed.data.map((item) => item.embedding.map(Math.fround))) === JSON.stringify(plain.data.map((item) => item.embedding.map(Math.fround))),
        indexes: packed.data.map((item) => item.index),
        tokens: packed.usage.prompt_tokens,
      };
    },
    langchain: async () => {
      const model = new OpenAIEmbeddings({ model: plan.model, batchSize: 2, configuration: { baseURL: process.env.OPENAI_BASE_URL } });
      const vectors = await model.embedDocuments(["one", "two", plan.prompt]);
      const query = await model.embedQuery(plan.prompt);
      return { dimensions: vectors.map((vector) => vector.length), equal: JSON.stringify(vectors[2]) === JSON.stringify(query) };
    },
    models: async () => {
      const ids = [];
      for await (const model of client.models.list()) {
        ids.push(model.id);
      }
      const one = await client.models.retrieve(plan.model);
      return { count: ids.length, listed: ids.includes(plan.model), id: one.id, owner: one.owned_by, object: one.object };
    },
    "model-missing": async () => client.models.retrieve(plan.model),
    images: async () => {
      const answer = await client.images.generate({ model: plan.model, prompt: plan.prompt, n: 2, size: "512x512", response_format: "b64_json" });
      return { count: answer.data.length, png: answer.data.every((image) => Buffer.from(image.b64_json, "base64").subarray(1, 4).toString() === "PNG") };
    },
    moderations: async () => {
      const answer = await client.moderations.create({ input: [plan.prompt, "A kind word."] });
      return { flagged: answer.results.map((result) => result.flagged), categories: Object.keys(answer.results[0].categories).length };
    },
    completions: async () => {
      const whole = await client.completions.create({ model: plan.model, prompt: plan.prompt, max_tokens: 100 });
      let text = "";
      let stop = null;
      let usage = null;
      for await (const chunk of await client.completions.create({ model: plan.model, prompt: plan.prompt, max_tokens: 100, stream: true, stream_options: { include_usage: true } })) {
        text += chunk.choices[0]?.text ?? "";
        stop = chunk.choices[0]?.finish_reason ?? stop;
        usage = chunk.usage ?? usage;
      }
      return { text: whole.choices[0].text, joined: text, stop, inputTokens: usage.prompt_tokens, outputTokens: usage.completion_tokens };
    },
    // The client has no method for it; this is how its documentation reaches what is not OpenAI's.
    rerank: async () => {
      const answer = await client.post("/rerank", { body: { model: plan.model, query: plan.prompt, documents: ["oak", plan.prompt], top_n: 1 } });
      return { index: answer.results[0].index, count: answer.results.length };
    },
  };
};
