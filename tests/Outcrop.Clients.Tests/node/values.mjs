// JSON has no bytes. Both directions write them as {"$bytes": "<base64>"}, so that a plan can carry an image and a
// result can carry a body without the test guessing an encoding.

/** Turns every {"$bytes": …} below a parsed JSON value into a Uint8Array. */
export function revive(value) {
  if (Array.isArray(value)) {
    return value.map(revive);
  }
  if (value !== null && typeof value === "object") {
    const keys = Object.keys(value);
    if (keys.length === 1 && keys[0] === "$bytes") {
      return new Uint8Array(Buffer.from(value.$bytes, "base64"));
    }
    return Object.fromEntries(keys.map((key) => [key, revive(value[key])]));
  }
  return value;
}

/** The inverse, for what the SDK returns (its blobs are subclasses of Uint8Array with methods of their own). */
export function plain(value) {
  if (value instanceof Uint8Array) {
    return { $bytes: Buffer.from(value).toString("base64") };
  }
  if (value instanceof Date) {
    return value.toISOString();
  }
  if (Array.isArray(value)) {
    return value.map(plain);
  }
  if (value !== null && typeof value === "object") {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, member]) => typeof member !== "function")
        .map(([key, member]) => [key, plain(member)]),
    );
  }
  return value;
}
