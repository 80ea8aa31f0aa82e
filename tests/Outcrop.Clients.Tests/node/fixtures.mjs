// What the scenarios of all clients share.

/** A red square of 8 × 8 pixels, a real PNG. */
export const image = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAEklEQVR4nGP4z8CAFWEXHbQSACj/P8Fu7N9hAAAAAElFTkSuQmCC",
  "base64",
);

/** The one tool that is offered. */
export const weather = {
  name: "get_weather",
  description: "Tells the weather of a city.",
  schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};

/** What the tool answers. */
export const forecast = "Snow, -4 degrees";

/** What a structured answer must look like. */
export const gem = {
  type: "object",
  properties: { name: { type: "string" }, hardness: { type: "number" } },
  required: ["name", "hardness"],
  additionalProperties: false,
};

/** A real PDF of one empty page. */
export const pdf = Buffer.from(
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" +
    "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n",
);
