import * as fc from "fast-check";
import type { SuggestionList, SuggestionUse, SuggestionView } from "@hangat/protocol";
import { RestError } from "@hangat/client";
import { describe, expect, test } from "vitest";
import { place, Suggestions, toAnswer } from "../src/state/suggestions";
import { A, B, bot, message, notice, skipped } from "./made";

const ONE: SuggestionView = {
  source: "article",
  reference: "replacement-card",
  title: "Kartu pengganti",
  text: "Kartu pengganti jadi di cabang.",
  url: "https://chat.bank.example/help/id/replacement-card",
};
const TWO: SuggestionView = {
  source: "answer",
  reference: "5f0c1f2ab87d4e19",
  title: null,
  text: "Silakan datang ke cabang.",
  url: null,
};

const list = (seq: number, ...items: SuggestionView[]): SuggestionList => ({
  seq,
  language: "id",
  items,
});

/** A service that answers when the test says so, in any order. */
function setUp() {
  const asked: { id: string; answer(list: SuggestionList): void; fail(error: unknown): void }[] =
    [];
  const told: { id: string; use: string; report: SuggestionUse }[] = [];
  const suggestions = new Suggestions({
    suggestions: (id) =>
      new Promise<SuggestionList>((answer, fail) => asked.push({ id, answer, fail })),
    suggestionUse: (id, use, report) => {
      told.push({ id, use, report });
      return Promise.reject(new RestError(0, null, null));
    },
  });
  const offer = (id = A) => suggestions.offers.value[id];
  return { suggestions, asked, told, offer, outcomes: () => told.map((t) => t.report.outcome) };
}

/** Ready with both suggestions for message 3 of A. */
async function ready() {
  const all = setUp();
  const done = all.suggestions.want(A, 3);
  all.asked[0]?.answer(list(3, ONE, TWO));
  await done;
  return all;
}

describe("which message waits for an answer", () => {
  test("the customer's last one, as long as no person has answered it", () => {
    expect(toAnswer([])).toBeNull();
    expect(toAnswer([message(2), bot(3, null, "answered")])).toBe(2);
    expect(toAnswer([message(2), message(3), notice(4), skipped(5)])).toBe(3);
    expect(toAnswer([message(2), message(3, { author: "agent" })])).toBeNull();
    expect(toAnswer([message(2, { author: "agent" }), message(3)])).toBe(3);
    expect(toAnswer([bot(1, null, "chitchat"), notice(2)])).toBeNull();
  });
});

describe("where a suggestion goes", () => {
  test("it replaces a blank draft, else goes to the cursor, parted by spaces", () => {
    expect(place("", 0, 0, "Baik.")).toEqual({ text: "Baik.", start: 0, end: 0 });
    expect(place(" \n", 1, 1, "Baik.")).toEqual({ text: "Baik.", start: 0, end: 2 });
    expect(place("Halo", 4, 4, "Baik.")).toEqual({ text: " Baik.", start: 4, end: 4 });
    expect(place("Halo ", 5, 5, "Baik.")).toEqual({ text: "Baik.", start: 5, end: 5 });
    expect(place("Halo xx Bu", 5, 7, "Baik.")).toEqual({ text: "Baik.", start: 5, end: 7 });
    expect(place("ada", 0, 0, "Baik.")).toEqual({ text: "Baik. ", start: 0, end: 0 });
  });

  test("nothing of a draft is lost but what was selected", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.nat(),
        fc.nat(),
        fc.string({ minLength: 1 }),
        (draft, a, b, text) => {
          fc.pre(draft.trim() !== "");
          const [start, end] = [a % (draft.length + 1), b % (draft.length + 1)].sort(
            (x, y) => x - y,
          );
          const put = place(draft, start ?? 0, end ?? 0, text);
          const after = draft.slice(0, put.start) + put.text + draft.slice(put.end);
          expect(after.startsWith(draft.slice(0, start))).toBe(true);
          expect(after.endsWith(draft.slice(end))).toBe(true);
          expect(after).toContain(text);
        },
      ),
    );
  });
});

describe("asking", () => {
  test("once for a message; again for a newer one or after a failure", async () => {
    const { suggestions, asked, offer } = await ready();
    expect(offer()).toMatchObject({ status: "ready", items: [ONE, TWO] });
    await suggestions.want(A, 3);
    expect(asked).toHaveLength(1);
    const failing = suggestions.want(A, 5);
    expect(offer()).toMatchObject({ seq: 5, status: "loading", items: [] });
    asked[1]?.fail(new RestError(0, null, null));
    await failing;
    expect(offer()?.status).toBe("failed");
    const again = suggestions.want(A, 5);
    asked[2]?.answer(list(5, TWO));
    await again;
    expect(offer()).toMatchObject({ status: "ready", items: [TWO] });
  });

  test("a late answer for an older message is not shown, nor one for a newer", async () => {
    const { suggestions, asked, offer } = setUp();
    const [old, now] = [suggestions.want(A, 3), suggestions.want(A, 5)];
    asked[1]?.answer(list(5, TWO));
    await now;
    asked[0]?.answer(list(3, ONE));
    await old;
    expect(offer()).toMatchObject({ seq: 5, items: [TWO] });
    const early = suggestions.want(A, 7);
    asked[2]?.answer(list(9, ONE));
    await early;
    expect(offer()).toMatchObject({ seq: 7, status: "ready", items: [] });
  });

  test("a late failure of an older message changes nothing", async () => {
    const { suggestions, asked, offer } = setUp();
    const [old, now] = [suggestions.want(A, 3), suggestions.want(A, 5)];
    asked[1]?.answer(list(5, TWO));
    await now;
    asked[0]?.fail(new RestError(503, null, null));
    await old;
    expect(offer()).toMatchObject({ seq: 5, status: "ready" });
  });

  test("conversations do not mix", async () => {
    const { suggestions, asked, offer } = setUp();
    const both = [suggestions.want(A, 3), suggestions.want(B, 3)];
    asked[1]?.answer(list(3, TWO));
    asked[0]?.answer(list(3, ONE));
    await Promise.all(both);
    expect([offer(A)?.items, offer(B)?.items]).toEqual([[ONE], [TWO]]);
  });

  test("who may no longer read it is told nothing", async () => {
    const { suggestions, asked, offer } = setUp();
    const wanted = suggestions.want(A, 3);
    asked[0]?.fail(new RestError(403, null, null));
    await wanted;
    expect(offer()).toMatchObject({ status: "ready", items: [] });
  });

  test("closed for a message, it stays closed until the next one", async () => {
    const { suggestions, asked, offer } = await ready();
    suggestions.dismiss(A);
    await suggestions.want(A, 3);
    expect(offer()?.dismissed).toBe(true);
    const next = suggestions.want(A, 5);
    asked[1]?.answer(list(5, ONE));
    await next;
    expect(offer()?.dismissed).toBe(false);
  });
});

describe("what becomes of it", () => {
  test("sent as it was", async () => {
    const { suggestions, told, outcomes, offer } = await ready();
    suggestions.insert(A, 1, "", ONE.text);
    expect(offer()?.inserted).toEqual({ place: 1, before: "", after: ONE.text });
    suggestions.sent(A, `${ONE.text}\n`);
    expect(outcomes()).toEqual(["inserted", "sent"]);
    expect(new Set(told.map((t) => t.use)).size).toBe(1);
    expect(told[0]?.report).toMatchObject({
      source: "article",
      reference: ONE.reference,
      place: 1,
    });
    suggestions.sent(A, ONE.text);
    expect(outcomes()).toHaveLength(2);
  });

  test("sent with changes", async () => {
    const { suggestions, outcomes } = await ready();
    suggestions.insert(A, 2, "", TWO.text);
    suggestions.edited(A, `${TWO.text} Ya.`);
    suggestions.sent(A, `${TWO.text} Ya.`);
    expect(outcomes()).toEqual(["inserted", "sent_edited"]);
  });

  test("taken back by going back, or by emptying the field", async () => {
    const { suggestions, outcomes, offer } = await ready();
    suggestions.insert(A, 1, "Halo", `Halo ${ONE.text}`);
    suggestions.edited(A, "Halo");
    expect(outcomes()).toEqual(["inserted", "taken_back"]);
    expect(offer()?.inserted).toBeNull();
    suggestions.insert(A, 1, "Halo", `Halo ${ONE.text}`);
    suggestions.insert(A, 2, `Halo ${ONE.text}`, `Halo ${ONE.text} ${TWO.text}`);
    suggestions.edited(A, " ");
    suggestions.sent(A, "Lain sama sekali");
    expect(outcomes().slice(2)).toEqual(["inserted", "inserted", "taken_back", "taken_back"]);
  });

  test("a draft survives the next message of the customer, and so does what it is made of", async () => {
    const { suggestions, asked, outcomes } = await ready();
    suggestions.insert(A, 1, "", ONE.text);
    const next = suggestions.want(A, 5);
    asked[1]?.answer(list(5, TWO));
    await next;
    suggestions.sent(A, ONE.text);
    expect(outcomes()).toEqual(["inserted", "sent"]);
  });

  test("what is not there cannot be inserted", async () => {
    const { suggestions, told } = await ready();
    suggestions.insert(A, 3, "", "x");
    suggestions.insert(B, 1, "", "x");
    expect(told).toEqual([]);
  });
});
