import type { PolicyContent } from "@hangat/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  choose,
  differences,
  draftOf,
  faults,
  figure,
  type Kind,
  LIMITS,
  NUMBERS,
  numberAt,
  parsed,
  percent,
  put,
  rebase,
  typed,
  typeInto,
} from "../src/policy";
import { languages } from "../src/i18n";

const content: PolicyContent = {
  offer_at: 0.5,
  transfer_at: 0.8,
  rules: {
    asked_for_human: "transfer",
    sensitive: "transfer",
    frustrated: "transfer",
    no_progress: "transfer",
  },
  accumulations: {
    frustrated: { prior: 0.1, drift: 0.3, keep: 0.8, most: 4 },
    no_progress: { prior: 0.1, drift: 0.3, keep: 0.8, most: 4 },
  },
  leanings: { asked_for_human: 0, sensitive: 0, frustrated: 0, no_progress: 0 },
  most_offers: 2,
  offer_pause: 2,
  max_failures: 3,
  targets_s: {
    asked_for_human: 180,
    sensitive: 60,
    frustrated: 120,
    no_progress: 180,
    bot_unavailable: 120,
  },
  unattended_ticket_after_s: 600,
  waiting_ticket_after_s: 3600,
  idle_close_after_s: 86400,
};

describe("numbers as people write them", () => {
  test.each([
    ["62,5", "share", "id", 0.625],
    ["62.5", "share", "id", 0.625],
    [" 80 % ", "share", "id", 0.8],
    ["62.5", "share", "en", 0.625],
    ["1.440", "minutes", "id", 86400],
    ["1,440", "minutes", "en", 86400],
    ["1,5", "minutes", "id", 90],
    ["1.5", "minutes", "id", 90],
    ["24", "hours", "id", 86400],
    ["3", "count", "id", 3],
    ["2,5", "count", "id", null],
    ["", "count", "id", null],
    ["-1", "count", "id", null],
    ["1.2.3", "share", "id", null],
    ["tiga", "count", "id", null],
    ["1e3", "minutes", "en", null],
  ] as const)("%s as %s in %s", (text, kind, language, value) => {
    expect(parsed(text, kind, language)).toBe(value);
  });

  test("what is shown can be typed again, in both languages", () => {
    const kinds: [Kind, number][] = [
      ["share", 0.0001],
      ["count", 1],
      ["minutes", 60],
      ["hours", 3600],
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...kinds),
        fc.integer({ min: 0, max: 9999 }),
        fc.constantFrom("id" as const, "en" as const),
        ([kind, unit], steps, language) => {
          const value = Number((steps * unit).toFixed(6));
          expect(parsed(typed(value, kind, language), kind, language)).toBeCloseTo(value, 6);
        },
      ),
    );
  });

  test("each language has its form", () => {
    expect([percent(0.625, "id"), percent(0.625, "en")]).toEqual(["62,5%", "62.5%"]);
    expect([figure(86400, "minutes", "id"), figure(86400, "minutes", "en")]).toEqual([
      "1.440",
      "1,440",
    ]);
  });
});

describe("a draft", () => {
  test("what is not a number stays as typed and changes nothing", () => {
    const draft = typeInto(draftOf(content), "max_failures", "tiga", "id");
    expect(draft.content).toEqual(content);
    expect(draft.texts.max_failures).toBe("tiga");
    expect(faults(draft, "id")).toEqual({ max_failures: "number" });
  });

  test("what is typed is what counts, until something else is chosen", () => {
    const draft = typeInto(draftOf(content), "offer_at", "41,5", "id");
    expect(draft.content.offer_at).toBe(0.415);
    const chosen = choose(draft, "offer_at", 0.3);
    expect([chosen.content.offer_at, chosen.texts]).toEqual([0.3, {}]);
  });

  test("bounds are those of the service, and the thresholds keep their order", () => {
    const many = typeInto(draftOf(content), "max_failures", "11", "id");
    expect(faults(many, "id")).toEqual({ max_failures: "range" });
    const crossed = typeInto(draftOf(content), "offer_at", "90", "id");
    expect(faults(crossed, "id")).toEqual({ transfer_at: "order" });
    expect(faults(typeInto(draftOf(content), "transfer_at", "100", "id"), "id")).toEqual({});
  });

  test("values that are in force are never faulty", () => {
    expect(faults(draftOf(content), "id")).toEqual({});
    for (const path of NUMBERS) {
      const { kind } = LIMITS[path];
      const text = typed(numberAt(content, path), kind, "id");
      expect(faults(typeInto(draftOf(content), path, text, "id"), "id")).toEqual({});
    }
  });
});

describe("two versions", () => {
  test("differences are named once each, in the order of the page", () => {
    const other = put(put(content, "targets_s.sensitive", 90), "rules.no_progress", "offer");
    expect(differences(content, other)).toEqual(["rules.no_progress", "targets_s.sensitive"]);
    expect(differences(content, structuredClone(content))).toEqual([]);
    const model = structuredClone(content);
    model.accumulations.frustrated.drift = 0.1;
    model.leanings.sensitive = 1.5;
    expect(differences(content, model)).toEqual(["accumulations", "leanings"]);
  });

  test("the order of names is no difference", () => {
    const turned = {
      ...content,
      rules: Object.fromEntries(Object.entries(content.rules).reverse()),
    };
    expect(differences(content, turned as PolicyContent)).toEqual([]);
  });

  test("own changes go on top of somebody else's", () => {
    const mine = put(content, "offer_at", 0.4);
    const theirs = put(put(content, "offer_at", 0.6), "max_failures", 2);
    const both = rebase(content, mine, theirs);
    expect([both.offer_at, both.max_failures]).toEqual([0.4, 2]);
    expect(rebase(content, content, theirs)).toEqual(theirs);
  });
});

describe("what the values mean", () => {
  const values = { offer: "50%", transfer: "80%", same: false, offers: 2, pause: 2, failures: 3 };

  test("is said in one breath, in both languages", () => {
    expect(languages.id.policy.meaning(values)[0]).toBe(
      "Mulai 50% bot menawarkan petugas, mulai 80% petugas langsung mengambil alih.",
    );
    expect(languages.en.policy.meaning(values)[0]).toBe(
      "From 50% on the bot offers a person, from 80% on a person takes over at once.",
    );
  });

  test("without offers nothing is said about them", () => {
    const words = languages.id.policy.meaning({ ...values, offers: 0 });
    expect(words).toHaveLength(2);
    expect(words[0]).toContain("tidak pernah menawarkan");
  });
});
