// Runs one plan (JSON on standard input) with the AWS SDK for JavaScript and prints one JSON object.
//
// The SDK is used as an application uses it: `new Client({})`, with region, endpoint and keys from the environment. The only
// option ever set is the HTTP/1.1 handler, and only when a plan asks for it; nothing is signed, retried or parsed here.
//
//   { "handler": "default" | "http1",           // default = what the SDK ships: HTTP/2 with prior knowledge
//     "concurrent": false,                      // true: all calls at once on one client
//     "assumeRole": { … AssumeRole input … },   // optional: STS first, the calls then use what it issued
//     "calls": [ { "operation": "ConverseStream", "input": { … }, "abortAfterEvents": 3 } ] }
import * as bedrock from "@aws-sdk/client-bedrock-runtime";
import * as sts from "@aws-sdk/client-sts";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { describeError } from "./errors.mjs";
import { plain, revive } from "./values.mjs";

const plan = JSON.parse(await readAll(process.stdin));
const result = { node: process.version, assumedRole: null, calls: [] };

try {
  let credentials;
  if (plan.assumeRole) {
    const client = new sts.STSClient({});
    const answer = await client.send(new sts.AssumeRoleCommand(revive(plan.assumeRole)));
    result.assumedRole = plain(answer);
    credentials = {
      accessKeyId: answer.Credentials.AccessKeyId,
      secretAccessKey: answer.Credentials.SecretAccessKey,
      sessionToken: answer.Credentials.SessionToken,
    };
  }

  const options = {};
  if (plan.handler === "http1") {
    options.requestHandler = new NodeHttpHandler();
  }
  if (credentials) {
    options.credentials = credentials;
  }

  const clients = { bedrock: new bedrock.BedrockRuntimeClient(options), sts: new sts.STSClient({}) };
  if (plan.concurrent) {
    result.calls = await Promise.all(plan.calls.map((call) => run(clients, call)));
  } else {
    for (const call of plan.calls) {
      result.calls.push(await run(clients, call));
    }
  }
  clients.bedrock.destroy();
  clients.sts.destroy();
} catch (error) {
  result.error = describeError(error);
}

process.stdout.write(JSON.stringify(result) + "\n");

async function run(clients, call) {
  const name = `${call.operation}Command`;
  const [client, Command] = bedrock[name] ? [clients.bedrock, bedrock[name]] : [clients.sts, sts[name]];
  const outcome = { operation: call.operation, ok: false, aborted: false, events: [] };
  const abort = new AbortController();
  try {
    const answer = await client.send(new Command(revive(call.input)), { abortSignal: abort.signal });
    outcome.metadata = plain(answer.$metadata);
    const stream = answer.stream ?? (isStream(answer.body) ? answer.body : null);
    if (stream) {
      for await (const event of stream) {
        outcome.events.push(plain(event));
        if (outcome.events.length === call.abortAfterEvents) {
          outcome.aborted = true;
          abort.abort();
          break;
        }
      }
    } else {
      outcome.output = plain(answer);
    }
    outcome.ok = true;
  } catch (error) {
    outcome.error = describeError(error);
  }
  return outcome;
}

function isStream(body) {
  return body !== undefined && typeof body[Symbol.asyncIterator] === "function";
}

async function readAll(stream) {
  const parts = [];
  for await (const part of stream) {
    parts.push(part);
  }
  return Buffer.concat(parts).toString("utf8");
}
