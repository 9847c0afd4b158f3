import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { contrast } from "../src/contrast";

const css = readFileSync(new URL("../src/tokens.css", import.meta.url), "utf8");
const tokens = new Map<string, [string, string]>();
for (const [, name, light, dark] of css.matchAll(
  /--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)/g,
)) {
  tokens.set(name ?? "", [light ?? "", dark ?? ""]);
}

const pairs: [string, string, number][] = [
  ...["paper", "surface", "sunken"].flatMap((ground): [string, string, number][] => [
    ["ink", ground, 4.5],
    ["ink-soft", ground, 4.5],
    ["accent-text", ground, 4.5],
    ["good", ground, 4.5],
    ["warn", ground, 4.5],
    ["bad", ground, 4.5],
    ["line-strong", ground, 3],
    ["focus", ground, 3],
  ]),
  ["accent-ink", "accent", 4.5],
  ["accent-ink", "accent-hover", 4.5],
  ["accent", "surface", 3],
  ["ink", "accent-soft", 4.5],
  ["ink-soft", "accent-soft", 4.5],
  ["accent-text", "accent-soft", 4.5],
  ["good", "good-soft", 4.5],
  ["warn", "warn-soft", 4.5],
  ["bad", "bad-soft", 4.5],
];

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("contrast, %s", (_, scheme) => {
  test.each(pairs)("%s on %s is at least %d", (front, back, least) => {
    const colour = (name: string): string => tokens.get(name)?.[scheme] ?? `no token ${name}`;
    expect(contrast(colour(front), colour(back))).toBeGreaterThanOrEqual(least);
  });
});
