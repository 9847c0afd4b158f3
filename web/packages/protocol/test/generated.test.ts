import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";

/** Milliseconds: seconds of work where a training has the machine. */
const LONG = 60_000;

test("src/generated.ts belongs to schema.json; if not, run `npm run generate`", async () => {
  const module = new URL("../scripts/generate.mjs", import.meta.url).href;
  const { generate } = (await import(module)) as { generate(): Promise<string> };
  const committed = await readFile(new URL("../src/generated.ts", import.meta.url), "utf8");
  expect(committed).toBe(await generate());
}, LONG);
