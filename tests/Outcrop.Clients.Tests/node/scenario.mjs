// Runs one scenario (JSON on standard input) with one of the clients in clients/ and prints one JSON object.
//
//   { "client": "bedrock-sdk", "scenario": "chat", "model": "…", "prompt": "…" }
//
// Each client is used as its own documentation shows it, with endpoint, region and keys from the environment wherever it reads
// them there. A scenario gives the same few facts for every client, so that one C# test can hold all of them to one contract.
import { readFile } from "node:fs/promises";

const plan = JSON.parse(await readFile("/dev/stdin", "utf8"));
const result = { node: process.version };
try {
  const { scenarios } = await import(`./clients/${plan.client}.mjs`);
  const scenario = scenarios(plan)[plan.scenario];
  if (!scenario) {
    throw new Error(`${plan.client} has no scenario ${plan.scenario}`);
  }
  result.value = await scenario();
} catch (error) {
  result.error = describe(error);
}

// A pipe takes 64 KiB at once; ending before it has taken all would cut the result.
process.stdout.write(JSON.stringify(result) + "\n", () => process.exit(0));

/** What an application sees of a failure: its class, all classes above it, status and text; and the cause where a client wraps one. */
function describe(error) {
  const classes = [];
  for (let type = error?.constructor; type && type !== Object; type = Object.getPrototypeOf(type)) {
    if (type.name) {
      classes.push(type.name);
    }
  }
  const last = error?.errors?.at?.(-1) ?? error?.lastError ?? error?.cause;
  return {
    name: error?.name ?? null,
    classes,
    message: String(error?.message ?? error),
    status: error?.status ?? error?.statusCode ?? error?.$metadata?.httpStatusCode ?? null,
    attempts: error?.$metadata?.attempts ?? null,
    cause: last && last !== error ? describe(last) : null,
  };
}
