import type { CustomerItem, CustomerView } from "@hangat/client";
import type { CustomerEventView, CustomerState } from "@hangat/protocol";
import { describe, expect, test } from "vitest";
import { activeReplies, rowsOf, unread } from "../src/rows";

const at = "2026-11-21T07:00:00Z";

function bot(seq: number, text: string, buttons: string[] = []): CustomerEventView {
  return {
    kind: "message",
    seq,
    at,
    floor: "bot",
    author: "bot",
    name: "Asisten virtual",
    texts: [text],
    links: [],
    buttons: buttons.map((title, option) => ({ title, option })),
    client_id: null,
    masked: [],
  };
}

function own(seq: number, text: string): CustomerEventView {
  const id = `client-${seq}`;
  return { ...bot(seq, text), author: "customer", name: null, client_id: id } as CustomerEventView;
}

function notice(seq: number, kind: "started" | "escalated"): CustomerEventView {
  return {
    kind: "notice",
    seq,
    at,
    floor: "bot",
    notice: kind,
    text: "…",
    agent: null,
    reference: null,
    follow_up: null,
    reason: null,
    client_id: null,
  };
}

function item(text: string, status: CustomerItem["status"] = "waiting"): CustomerItem {
  const frame = { type: "message" as const, client_id: `client-${text}`, text };
  return { frame, status, code: status === "failed" ? "invalid" : null, order: 1, label: null };
}

function view(change: Partial<CustomerView>, state: Partial<CustomerState> = {}): CustomerView {
  return {
    connection: "online",
    state: {
      conversation: "c",
      seq: 9,
      floor: "bot",
      language: "id",
      customer_name: null,
      agent: null,
      bot_is_writing: false,
      nobody_on_duty: false,
      follow_up: null,
      rating: null,
      can_rate: false,
      seen_by_agent: 0,
      seen_by_customer: 0,
      ...state,
    },
    events: [],
    outbox: [],
    waiting: null,
    agentTyping: false,
    maxText: 4000,
    ...change,
  };
}

describe("rows", () => {
  test("a message keeps its row when it arrives", () => {
    const before = rowsOf(view({ outbox: [item("2", "sent")] }));
    const after = rowsOf(view({ events: [own(2, "2")] }));
    expect(after.map((row) => row.key)).toEqual(before.map((row) => row.key));
  });

  test("delivery in words: newest of the own, and all that is not there yet", () => {
    const events = [own(2, "a"), own(3, "b")];
    const shown = (change: CustomerView): (string | null)[] =>
      rowsOf(change).map((row) => (row.kind === "message" && row.showDelivery ? row.delivery : null));
    expect(shown(view({ events }, { seen_by_agent: 2 }))).toEqual([null, "delivered"]);
    expect(shown(view({ events }, { seen_by_agent: 3 }))).toEqual([null, "read"]);
    const outbox = [item("c", "failed"), item("d")];
    expect(shown(view({ events, outbox }))).toEqual([null, null, "failed", "sending"]);
    expect(shown(view({ events, outbox, connection: "lost" })).at(-1)).toBe("queued");
  });

  test("groups by author, cut by what happened in between", () => {
    const events = [notice(1, "started"), bot(2, "a"), bot(3, "b"), notice(4, "escalated"), bot(5, "c")];
    const marks = rowsOf(view({ events })).map((row) =>
      row.kind === "notice" ? "|" : `${row.leads ? "first" : ""}${row.ends ? "last" : ""}`,
    );
    expect(marks).toEqual(["first", "last", "|", "firstlast"]);
  });
});

describe("quick replies", () => {
  const events = [own(2, "halo"), bot(3, "Pilih", ["Saldo", "Kartu"])];
  const titles = (change: CustomerView): string[] =>
    activeReplies(change).map(({ title }) => title);

  test("of the newest words of the bot", () => {
    expect(titles(view({ events }))).toEqual(["Saldo", "Kartu"]);
  });

  test("of an answer and of the offer right behind it", () => {
    const offer = bot(4, "Mau saya sambungkan?", ["Ya", "Tidak"]);
    const both = activeReplies(view({ events: [...events, offer] }));
    expect(both.map(({ seq, option, title }) => [seq, option, title])).toEqual([
      [3, 0, "Saldo"],
      [3, 1, "Kartu"],
      [4, 0, "Ya"],
      [4, 1, "Tidak"],
    ]);
    const read: CustomerEventView = { kind: "seen", seq: 5, at, floor: "bot", by: "customer", up_to: 4 };
    expect(titles(view({ events: [...events, offer, read] }))).toHaveLength(4);
    expect(titles(view({ events: [...events, offer, own(5, "lain"), bot(6, "Baik")] }))).toEqual([]);
    expect(titles(view({ events: [own(2, "halo"), bot(3, "Baik"), offer] }))).toEqual(["Ya", "Tidak"]);
  });

  test("not once anything followed, nor while somebody else has the floor", () => {
    expect(titles(view({ events: [...events, own(4, "lain")] }))).toEqual([]);
    expect(titles(view({ events: [...events, notice(4, "escalated")] }))).toEqual([]);
    expect(titles(view({ events, outbox: [item("lain")] }))).toEqual([]);
    const switched = { kind: "language", seq: 4, at, floor: "bot", language: "en" } as const;
    expect(titles(view({ events: [...events, switched] }))).toEqual([]);
    expect(titles(view({ events }, { floor: "agent" }))).toEqual([]);
  });
});

describe("quick replies while waiting", () => {
  const asks = { ...bot(5, "Dibatalkan?", ["Batalkan antrean", "Tetap menunggu"]), floor: "queue" as const };
  const nobody = { ...notice(6, "escalated"), floor: "queue" as const };
  const before = [own(2, "halo"), bot(3, "Pilih", ["Saldo", "Kartu"]), nobody];
  const titles = (events: CustomerEventView[], floor: CustomerState["floor"]): string[] =>
    activeReplies(view({ events }, { floor })).map(({ title }) => title);

  test("stay while other things are said, until the customer says something", () => {
    const both = ["Batalkan antrean", "Tetap menunggu"];
    expect(titles([...before, asks], "queue")).toEqual(both);
    expect(titles([...before, asks, nobody], "queue")).toEqual(both);
    expect(titles([...before, asks, own(7, "lain")], "queue")).toEqual([]);
  });

  test("are over with the wait, as those before it are when it begins", () => {
    expect(titles(before, "queue")).toEqual([]);
    expect(titles([...before, asks], "agent")).toEqual([]);
    expect(titles([...before, asks, notice(6, "escalated")], "bot")).toEqual([]);
  });
});

test("unread: what others said after the last look", () => {
  const events = [notice(1, "started"), own(2, "a"), bot(3, "b"), notice(4, "escalated"), bot(5, "c")];
  expect(unread(view({ events }))).toBe(3);
  expect(unread(view({ events }, { seen_by_customer: 4 }))).toBe(1);
});
