// AWS's client of the control plane.
import {
  BedrockClient,
  GetFoundationModelCommand,
  GetInferenceProfileCommand,
  ListFoundationModelsCommand,
  ListInferenceProfilesCommand,
} from "@aws-sdk/client-bedrock";

export const scenarios = (plan) => {
  const client = new BedrockClient({});
  return {
    models: async () => {
      const { modelSummaries } = await client.send(new ListFoundationModelsCommand({}));
      const { modelDetails } = await client.send(new GetFoundationModelCommand({ modelIdentifier: plan.model }));
      return {
        count: modelSummaries.length,
        found: modelSummaries.some((model) => model.modelId === plan.model),
        arn: modelDetails.modelArn,
        streaming: modelDetails.responseStreamingSupported,
      };
    },
    profiles: async () => {
      const ids = [];
      let nextToken;
      do {
        const page = await client.send(new ListInferenceProfilesCommand({ maxResults: 5, nextToken }));
        ids.push(...page.inferenceProfileSummaries.map((profile) => profile.inferenceProfileId));
        nextToken = page.nextToken;
      } while (nextToken);
      const profile = await client.send(new GetInferenceProfileCommand({ inferenceProfileIdentifier: plan.model }));
      return { count: ids.length, unique: new Set(ids).size, found: ids.includes(plan.model), models: profile.models.length, created: profile.createdAt?.toISOString() ?? null };
    },
    missing: async () => client.send(new GetFoundationModelCommand({ modelIdentifier: plan.model })),
  };
};
