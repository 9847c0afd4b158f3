import type { FollowUpView } from "@hangat/protocol";
import { MemoryStorage } from "@hangat/client";
import { describe, expect, test } from "vitest";
import { languages, whyText } from "../src/i18n";
import { deedOf, type Key, type Where } from "../src/keyboard";
import { DEFAULT_PREFS, loadPrefs, savePrefs } from "../src/prefs";
import { formatRoute, parseRoute } from "../src/route";
import { changeDraft, draftOf, keepDrafts, restoreDrafts } from "../src/state/drafts";
import { byDue, byGravity, byNeed, inPlaces } from "../src/state/order";
import { delivery, handover, initials, rows } from "../src/state/rows";
import { attempts, mood, newestFromCustomer, repeats } from "../src/state/summary";
import { age, due, since, span } from "../src/state/time";
import { A, at, B, bot, card, message, notice, signal, skipped } from "./made";

const ids = (cards: readonly { conversation: string }[]) => cards.map((c) => c.conversation);

describe("order", () => {
  test("who is due first stands first, whoever came first", () => {
    const early = card(A, { queued_at: at(0), due_at: at(9) });
    const urgent = card(B, { queued_at: at(2), due_at: at(3) });
    expect(ids(byDue([early, urgent]))).toEqual([B, A]);
  });

  test("a tie never makes rows swap", () => {
    expect(ids(byDue([card(B), card(A)]))).toEqual(ids(byDue([card(A), card(B)])));
  });

  test("of mine, whoever waits longest for an answer stands first", () => {
    const answered = card("answered", { last_author: "agent", last_at: at(9) });
    const longest = card("longest", { last_at: at(1) });
    const shorter = card("shorter", { last_at: at(5) });
    expect(ids(byNeed([answered, shorter, longest]))).toEqual(["longest", "shorter", "answered"]);
  });

  test("of follow-ups the sensitive stand first, then the oldest", () => {
    const item = (reference: string, reason: FollowUpView["reason"], minute: number) =>
      ({ reference, reason, created_at: at(minute) }) as FollowUpView;
    const items = [
      item("young", "asked_for_human", 9),
      item("grave", "sensitive", 8),
      item("old", "asked_for_human", 1),
    ];
    expect(byGravity(items).map((each) => each.reference)).toEqual(["grave", "old", "young"]);
  });

  test("rows in their places stay there, those that are gone leave, new ones come last", () => {
    const sorted = [card("new first"), card(B), card("new second"), card(A)];
    expect(ids(inPlaces(sorted, [A, "gone", B]))).toEqual([A, B, "new first", "new second"]);
  });

  test("the given list stays as it is", () => {
    const given = [card(B, { due_at: at(9) }), card(A)];
    byDue(given);
    expect(ids(given)).toEqual([B, A]);
  });
});

describe("time", () => {
  const now = Date.parse(at(10));

  test("calm, soon and late", () => {
    expect(due(at(13), now)).toEqual({ state: "calm", seconds: 180 });
    expect(due(new Date(now + 30_000).toISOString(), now)).toEqual({ state: "soon", seconds: 30 });
    expect(due(at(10), now)).toEqual({ state: "late", seconds: 0 });
    expect(due(at(8), now)).toEqual({ state: "late", seconds: 120 });
    expect(due(null, now)).toBeNull();
  });

  test("a clock behind the service's never shows a negative wait", () => {
    expect(since(at(11), now)).toBe(0);
  });

  test("spans in figures and ages in words", () => {
    const units = { day: "hari", hour: "jam", minute: "menit" };
    expect(span(42, units)).toBe("0:42");
    expect(span(725, units)).toBe("12:05");
    expect(span(3725, units)).toBe("1:02:05");
    expect(span(90_000, units)).toBe("1 hari 1 jam");
    expect(age(59, units)).toBe("0 menit");
    expect(age(7_300, units)).toBe("2 jam");
    expect(age(200_000, units)).toBe("2 hari");
  });
});

describe("what a colleague would tell", () => {
  test("attempts: small talk is none, the same again is counted", () => {
    const events = [
      bot(2, "greet", "chitchat"),
      bot(4, "transfer_problem", "answered"),
      bot(6, null, "fallback"),
      bot(8, null, "fallback"),
      message(9),
    ];
    expect(attempts(events).map((a) => [a.intent, a.outcome, a.times])).toEqual([
      ["transfer_problem", "answered", 1],
      [null, "fallback", 2],
    ]);
  });

  test("a mood that nobody measured is absent, also when repeats were counted", () => {
    const events = [message(2, { signal: signal({ repeats: 2 }) }), message(3)];
    expect(mood(events)).toBeNull();
    expect(repeats(events)).toBe(2);
    expect(repeats([message(2)])).toBeNull();
  });

  test("a measured mood has a word and a trend", () => {
    const measured = (sentiment: number) => ({ signal: signal({ sentiment }) });
    const events = [message(1, measured(0.5)), message(2), message(3, measured(-0.7))];
    const read = mood(events);
    expect(read?.points.map((point) => [point.seq, point.word])).toEqual([
      [1, "good"],
      [3, "bad"],
    ]);
    expect(read).toMatchObject({ now: "bad", trend: "falling" });
    expect(mood([message(1, measured(-0.5)), message(2, measured(0.1))])?.trend).toBe("rising");
    expect(mood([message(1, measured(0.1)), message(2, measured(0.2))])?.trend).toBe("steady");
  });

  test("the mood knows which message led to a person", () => {
    const events = (["stay", "offer", "transfer"] as const).map((decision, at) =>
      message(at + 1, { signal: signal({ sentiment: 0, decision }) }),
    );
    expect(mood(events)?.points.map((point) => point.led)).toEqual([null, "offer", "transfer"]);
  });

  test("why it came is the service's sentence, or ours where it has none", () => {
    const t = languages.id;
    const said = notice(3, { text: { id: "Nada makin negatif", en: "" }, reason: "frustrated" });
    expect(whyText(t, said)).toBe("Nada makin negatif.");
    expect(whyText(languages.en, said)).toBe(languages.en.reasonSentence.frustrated);
  });

  test("the picture of the mood can be read out", () => {
    for (const t of Object.values(languages)) {
      const label = t.panel.moodLabel(["a", "b"], [2], []);
      expect(label).toContain("a, b");
      expect(label).toContain("2");
      expect(label).not.toContain("undefined");
    }
  });

  test("the newest message of the customer", () => {
    expect(newestFromCustomer([message(3), bot(4, null, "answered"), skipped(5)])).toBe(3);
    expect(newestFromCustomer([skipped(1)])).toBe(0);
  });
});

describe("the log", () => {
  test("messages of one author in a row are one group, a pause or a notice ends it", () => {
    const events = [message(1), message(2), message(20), notice(21), message(22)];
    const kinds = rows(events).map((row) =>
      row.kind === "group" ? row.messages.length : row.kind,
    );
    expect(kinds).toEqual(["day", 2, 1, "notice", 1]);
  });

  test("what nobody has to see makes no row", () => {
    expect(rows([skipped(1)])).toEqual([]);
  });

  test("read stands under the last read message, delivered under the newest", () => {
    const events = [2, 3, 5].map((seq) => message(seq, { author: "agent", name: "Dewi" }));
    expect(delivery(events, 4)).toEqual({ seen: 3, newest: 5 });
    expect(delivery([], 4)).toEqual({ seen: 0, newest: 0 });
  });

  test("the newest handover counts", () => {
    const events = [notice(2, { reason: "sensitive" }), notice(9), message(10)];
    expect(handover(events)?.seq).toBe(9);
    expect(handover([message(1)])).toBeNull();
  });

  test("initials", () => {
    expect(initials("Rina Hartono")).toBe("RH");
    expect(initials("Bambang Sutrisno Adiwijaya")).toBe("BA");
    expect(initials("budi")).toBe("B");
    expect(initials(" ")).toBe("·");
  });
});

describe("drafts", () => {
  test("reply and note are kept apart, each conversation for itself", () => {
    let drafts = changeDraft({}, A, { message: "balasan" });
    drafts = changeDraft(drafts, A, { mode: "note", note: "catatan" });
    expect(draftOf(drafts, A)).toEqual({ mode: "note", message: "balasan", note: "catatan" });
    expect(draftOf(drafts, B)).toEqual({ mode: "message", message: "", note: "" });
  });

  test("an empty draft leaves nothing behind", () => {
    expect(changeDraft(changeDraft({}, A, { message: "x" }), A, { message: "" })).toEqual({});
  });

  test("they survive a reload, and broken storage counts as none", () => {
    const storage = new MemoryStorage();
    const drafts = changeDraft({}, A, { message: "balasan" });
    keepDrafts(storage, drafts);
    expect(restoreDrafts(storage)).toEqual(drafts);
    storage.set("drafts", "{broken");
    expect(restoreDrafts(storage)).toEqual({});
  });
});

describe("keys", () => {
  const here = (change: Partial<Where> = {}): Where => ({
    writing: false,
    inList: false,
    layer: false,
    letters: true,
    ...change,
  });
  const key = (name: string, held: Partial<Key> = {}): Key => ({
    key: name,
    code: "",
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    ...held,
  });

  test("letters mean something only where nobody writes", () => {
    expect(deedOf(key("a"), here())).toBe("accept");
    expect(deedOf(key("a"), here({ writing: true }))).toBeNull();
    expect(deedOf(key("a"), here({ layer: true }))).toBeNull();
    expect(deedOf(key("a", { ctrlKey: true }), here())).toBeNull();
  });

  test("they can be switched off; arrows and Esc stay", () => {
    expect(deedOf(key("j"), here({ letters: false }))).toBeNull();
    expect(deedOf(key("ArrowDown"), here({ letters: false, inList: true }))).toBe("next");
    expect(deedOf(key("Escape"), here({ letters: false, writing: true }))).toBe("escape");
  });

  test("a suggestion is inserted by the place of the key, while writing too", () => {
    const option = { altKey: true, code: "Digit2" };
    expect(deedOf(key("€", option), here({ writing: true, letters: false }))).toBe("suggestion-2");
    expect(deedOf(key("2", option), here({ layer: true }))).toBeNull();
    // AltGr on some systems: it types a sign of its own.
    expect(deedOf(key("€", { ...option, ctrlKey: true }), here({ writing: true }))).toBeNull();
    expect(deedOf(key("a", { altKey: true, code: "KeyA" }), here())).toBeNull();
  });

  test("arrows scroll where there is no list", () => {
    expect(deedOf(key("ArrowDown"), here())).toBeNull();
  });

  test("every key of the list is one", () => {
    const letters = languages.id.keys.list
      .map(([name]) => name)
      .filter((name) => name.length === 1);
    for (const name of letters) expect(deedOf(key(name), here())).not.toBeNull();
  });
});

describe("addresses and settings", () => {
  test("an address leads back to itself", () => {
    for (const route of [
      { page: "inbox", conversation: null },
      { page: "inbox", conversation: A },
      { page: "follow-ups" },
    ] as const)
      expect(parseRoute(formatRoute(route))).toEqual(route);
    expect(parseRoute("#/c/../../x")).toEqual({ page: "inbox", conversation: null });
  });

  test("settings come back, and foreign values count as none", () => {
    const storage = new MemoryStorage();
    expect(loadPrefs(storage)).toEqual(DEFAULT_PREFS);
    savePrefs(storage, { ...DEFAULT_PREFS, lang: "en", sound: true });
    expect(loadPrefs(storage)).toMatchObject({ lang: "en", sound: true });
    storage.set("prefs", '{"lang":"xx","sound":"yes","panel":3}');
    expect(loadPrefs(storage)).toEqual(DEFAULT_PREFS);
  });
});

describe("texts", () => {
  const leaves = (value: unknown, path = ""): string[] =>
    typeof value === "object" && value !== null
      ? Object.entries(value).flatMap(([name, inner]) => leaves(inner, `${path}.${name}`))
      : [path];

  test("both languages have the same texts", () => {
    expect(leaves(languages.en).sort()).toEqual(leaves(languages.id).sort());
  });

  test("nothing is shouted", () => {
    const said = JSON.stringify([languages.id, languages.en], (_, value: unknown) =>
      typeof value === "function" ? String(value) : value,
    );
    expect(said.replaceAll("!==", "")).not.toContain("!");
  });
});
