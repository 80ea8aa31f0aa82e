import * as bedrock from "@aws-sdk/client-bedrock-runtime";
import * as sts from "@aws-sdk/client-sts";
import { plain } from "./values.mjs";

/**
 * What an application sees of a failure. `class` is the exported class the object is an instance of, not its name: an error
 * that only carries the right name would pass a name check and still miss every `catch (e instanceof ThrottlingException)`.
 */
export function describeError(error) {
  return {
    name: error.name,
    message: error.message,
    class: exportedClassOf(error),
    modelled:
      error instanceof bedrock.BedrockRuntimeServiceException || error instanceof sts.STSServiceException,
    fault: error.$fault ?? null,
    metadata: plain(error.$metadata ?? {}),
    originalStatusCode: error.originalStatusCode ?? null,
  };
}

function exportedClassOf(error) {
  for (const exports of [bedrock, sts]) {
    for (const [name, type] of Object.entries(exports)) {
      if (typeof type === "function" && error.constructor === type) {
        return name;
      }
    }
  }
  return null;
}
