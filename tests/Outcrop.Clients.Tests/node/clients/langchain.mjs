// LangChain's Bedrock classes. They make AWS clients of their own, which read endpoint and keys from the environment.
import { BedrockEmbeddings, ChatBedrockConverse } from "@langchain/aws";
import { langchainScenarios } from "../langchain-scenarios.mjs";

const ways = {
  thought: "reasoning",
  thinking: { additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 1024 } } },
  stopOf: (message) => message.response_metadata.stopReason ?? message.response_metadata.messageStop?.stopReason ?? null,
};

export const scenarios = (plan) => {
  const region = process.env.AWS_REGION;
  return {
    ...langchainScenarios((options) => new ChatBedrockConverse({ region, ...options }), plan, ways),
    embeddings: async () => {
      const [vector] = await new BedrockEmbeddings({ region, model: plan.model }).embedDocuments([plan.prompt]);
      return { dimensions: vector.length, finite: vector.every(Number.isFinite) };
    },
  };
};
