// LangChain's class for Anthropic's Messages. Base URL and key come from the environment.
import { ChatAnthropic } from "@langchain/anthropic";
import { langchainScenarios } from "../langchain-scenarios.mjs";

const ways = {
  thought: "thinking",
  thinking: { thinking: { type: "enabled", budget_tokens: 1024 } },
  structured: { method: "jsonSchema" },
  // A whole answer has it beside the answer's own fields, a streamed one where LangChain keeps what it does not know.
  stopOf: (message) => message.response_metadata.stop_reason ?? message.additional_kwargs.stop_reason ?? null,
};

export const scenarios = (plan) => langchainScenarios((options) => new ChatAnthropic(options), plan, ways);
