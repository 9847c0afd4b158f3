import { MemoryStorage } from "@hangat/client";
import type { Inbox } from "@hangat/protocol";
import { describe, expect, test } from "vitest";
import { FakeClock, FakeNetwork } from "../../../packages/client/test/fakes";
import { languages } from "../src/i18n";
import { Controller } from "../src/state/controller";
import { A, B, card, error, inbox, message, SESSION, skipped, state, welcome } from "./made";

function setUp(storage = new MemoryStorage()) {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const told = {
    signedOut: 0,
    refused: 0,
    accepted: [] as string[],
    left: [] as string[],
    arrived: [] as string[],
  };
  const controller = new Controller({
    session: SESSION,
    url: "ws://test/ws/agent",
    clock,
    openSocket: network.open,
    storage,
    onSignedOut: () => (told.signedOut += 1),
    onRefused: () => (told.refused += 1),
    onAccepted: (id) => told.accepted.push(id),
    onLeft: (id) => told.left.push(id),
    onArrival: (_: Inbox, fresh) => told.arrived.push(...fresh),
  });
  const texts = () => controller.toasts.value.map((toast) => toast.text(languages.id));
  return { controller, clock, network, told, storage, texts };
}

function online(storage?: MemoryStorage) {
  const all = setUp(storage);
  all.controller.start();
  all.network.last.open();
  all.network.last.receive(welcome());
  return all;
}

/** Online, with conversation A accepted, open and read up to event 3. */
function talking(storage?: MemoryStorage) {
  const all = online(storage);
  all.network.last.receive(inbox({ mine: [card(A, { floor: "agent", customer_name: "Rina" })] }));
  all.controller.open(A);
  all.network.last.receive({
    type: "snapshot",
    resumed: false,
    state: state(A, 3),
    events: [message(1), message(2), message(3)],
  });
  return all;
}

const events = (from: number, ...list: object[]) => ({
  type: "events",
  conversation: A,
  events: list,
  state: state(A, from + list.length - 1),
});

describe("following", () => {
  test("my conversations and the open one are followed, others are let go", () => {
    const { controller, network } = online();
    network.last.receive(inbox({ mine: [card(A)], waiting: [card(B)] }));
    expect(network.last.ofType("follow")).toEqual([{ type: "follow", conversation: A, cursor: 0 }]);
    controller.open(B);
    expect(network.last.ofType("follow").map((f) => f["conversation"])).toEqual([A, B]);
    controller.open(null);
    expect(network.last.ofType("unfollow")).toEqual([{ type: "unfollow", conversation: B }]);
  });

  test("after a break it continues from the cursor, and nothing is doubled", () => {
    const { controller, network, clock } = talking();
    network.last.fail(1012);
    expect(controller.store.value.link).toBe("waiting");
    clock.pass(60_000);
    network.last.open();
    network.last.receive(welcome());
    expect(network.last.ofType("follow")[0]).toEqual({
      type: "follow",
      conversation: A,
      cursor: 3,
    });
    network.last.receive({
      type: "snapshot",
      resumed: true,
      state: state(A, 5),
      events: [message(3), skipped(4), message(5)],
    });
    const seqs = controller.store.value.threads[A]?.events.map((e) => e.seq);
    expect(seqs).toEqual([1, 2, 3, 4, 5]);
  });

  test("a hole is never shown: it asks again from its cursor", () => {
    const { controller, network } = talking();
    network.last.receive(events(6, message(6)));
    expect(controller.store.value.threads[A]?.state?.seq).toBe(3);
    expect(network.last.ofType("follow").at(-1)).toMatchObject({ conversation: A, cursor: 3 });
  });

  test("a heartbeat with a newer number is a missed event", () => {
    const { network } = talking();
    const before = network.last.ofType("follow").length;
    network.last.receive({ type: "heartbeat", cursors: { [A]: 3 } });
    expect(network.last.ofType("follow")).toHaveLength(before);
    network.last.receive({ type: "heartbeat", cursors: { [A]: 4, [B]: 9 } });
    expect(network.last.ofType("follow")).toHaveLength(before + 1);
  });
});

describe("writing", () => {
  test("what is sent while the line is cut goes out once it is back, in order", () => {
    const { controller, network, clock } = talking();
    network.last.fail(1006);
    for (const text of ["satu", "dua"]) {
      controller.draft(A, { message: text });
      expect(controller.say(A, "message")).toBe(true);
    }
    clock.pass(60_000);
    network.last.open();
    network.last.receive(welcome());
    const [first] = network.last.ofType("message");
    expect(first).toMatchObject({ text: "satu", conversation: A });
    network.last.receive(
      events(4, message(4, { author: "agent", client_id: String(first?.["client_id"]) })),
    );
    expect(network.last.ofType("message").map((f) => f["text"])).toEqual(["satu", "dua"]);
    expect(controller.store.value.outbox.map((o) => o.frame.text)).toEqual(["dua"]);
  });

  test("after a note the next words are a reply", () => {
    const { controller } = talking();
    controller.draft(A, { mode: "note", note: "untuk rekan", message: "setengah" });
    controller.say(A, "note");
    expect(controller.drafts.value[A]).toEqual({ mode: "message", note: "", message: "setengah" });
  });

  test("a reload keeps what has not gone out, and the drafts", () => {
    const storage = new MemoryStorage();
    const first = talking(storage);
    first.network.last.fail(1006);
    first.controller.draft(A, { message: "sudah dikirim" });
    first.controller.say(A, "message");
    first.controller.draft(A, { message: "belum selesai" });
    first.controller.stop();
    const second = online(storage);
    expect(second.network.last.ofType("message")).toMatchObject([{ text: "sudah dikirim" }]);
    expect(second.controller.drafts.value[A]?.message).toBe("belum selesai");
  });

  test("a refused reply stays in sight and can be taken back", () => {
    const { controller, network } = talking();
    controller.draft(A, { message: "terlambat" });
    controller.say(A, "message");
    const id = String(network.last.ofType("message")[0]?.["client_id"]);
    network.last.receive(error({ code: "illegal", client_id: id, conversation: A }));
    const [refused] = controller.store.value.outbox;
    expect(refused).toMatchObject({ status: "failed", code: "illegal" });
    controller.draft(A, { message: "baru" });
    if (refused) controller.takeBack(refused);
    expect(controller.drafts.value[A]?.message).toBe("terlambat\nbaru");
    expect(controller.store.value.outbox).toEqual([]);
  });

  test("nothing, or too much, is not sent", () => {
    const { controller } = talking();
    controller.draft(A, { message: "  " });
    expect(controller.say(A, "message")).toBe(false);
    controller.draft(A, { message: "x".repeat(4001) });
    expect(controller.say(A, "message")).toBe(false);
  });

  test("typing is said once, and its end", () => {
    const { controller, network } = talking();
    for (const text of ["h", "ha", "hal"]) controller.draft(A, { message: text });
    expect(network.last.ofType("typing")).toEqual([{ type: "typing", conversation: A, on: true }]);
    controller.say(A, "message");
    expect(network.last.ofType("typing").at(-1)).toMatchObject({ on: false });
  });

  test("a note is not typing", () => {
    const { controller, network } = talking();
    controller.draft(A, { note: "catatan" });
    expect(network.last.ofType("typing")).toEqual([]);
  });
});

describe("the line that says that the connection is lost", () => {
  test("it stands from the break until the next welcome", () => {
    const { controller, network, clock } = talking();
    const lost = () => controller.store.value.lost;
    expect(lost()).toBe(false);
    network.last.fail(1012);
    expect(lost()).toBe(true);
    clock.pass(60_000);
    network.last.open();
    expect(lost()).toBe(true);
    network.last.receive(welcome());
    expect(lost()).toBe(false);
  });

  test("a first connection that never comes about is lost as well", () => {
    const { controller, network } = setUp();
    controller.start();
    expect(controller.store.value.lost).toBe(false);
    network.last.fail(1006);
    expect(controller.store.value.lost).toBe(true);
  });
});

describe("deeds", () => {
  const request = (all: ReturnType<typeof online>, type: string) =>
    String(all.network.last.ofType(type).at(-1)?.["request"]);

  test("accept opens the conversation", () => {
    const all = online();
    all.network.last.receive(inbox({ waiting: [card(A)] }));
    all.controller.accept(A);
    all.controller.accept(A);
    expect(all.network.last.ofType("accept")).toHaveLength(1);
    all.network.last.receive({ type: "done", request: request(all, "accept") });
    expect(all.told.accepted).toEqual([A]);
    expect(all.controller.store.value.pending).toEqual([]);
  });

  test("a faster colleague is named as such", () => {
    const all = online();
    all.network.last.receive(inbox({ waiting: [card(A, { customer_name: "Rina" })] }));
    all.controller.accept(A);
    all.network.last.receive(error({ request: request(all, "accept"), conversation: A }));
    expect(all.texts()).toEqual(["Rekan lain lebih cepat: percakapan Rina sudah diambil."]);
    expect(all.told.accepted).toEqual([]);
  });

  test("a full desk is told apart from a faster colleague", () => {
    const all = online();
    all.controller.accept(A);
    all.network.last.receive(error({ code: "at_capacity", request: request(all, "accept") }));
    expect(all.texts()).toEqual([languages.id.error["at_capacity"]]);
  });

  test("an answer that never came is said to be unknown", () => {
    const all = talking();
    all.controller.handBack(A, "selesai");
    all.network.last.fail(1006);
    expect(all.texts()).toEqual([languages.id.error["unsure"]]);
    expect(all.controller.store.value.pending).toEqual([]);
  });

  test("without a connection nothing is promised", () => {
    const all = talking();
    all.network.last.fail(1006);
    all.controller.close(A);
    expect(all.texts()).toEqual([languages.id.link.notNow]);
  });

  test("after handing back the agent is free for the next one", () => {
    const all = talking();
    all.controller.handBack(A, "selesai");
    expect(all.network.last.ofType("hand_back")).toMatchObject([{ note: "selesai" }]);
    all.network.last.receive({ type: "done", request: request(all, "hand_back") });
    expect(all.told.left).toEqual([A]);
    expect(all.texts()).toEqual(["Bot menjawab Rina lagi."]);
  });

  test("chosen presence is kept over a break", () => {
    const all = online();
    all.controller.setPresence("away");
    all.network.last.receive({ type: "presence", status: "away" });
    all.network.last.receive({ type: "done", request: request(all, "presence") });
    all.network.last.fail(1012);
    all.clock.pass(60_000);
    all.network.last.open();
    all.network.last.receive(welcome({ presence: "available" }));
    expect(all.network.last.ofType("presence")).toMatchObject([{ status: "away" }]);
  });
});

describe("reading", () => {
  test("what is open and in sight counts as read, once", () => {
    const { controller, network } = talking();
    expect(network.last.ofType("seen")).toEqual([{ type: "seen", conversation: A, seq: 3 }]);
    controller.visible(false);
    network.last.receive(events(4, message(4)));
    expect(network.last.ofType("seen")).toHaveLength(1);
    controller.visible(true);
    controller.visible(true);
    expect(network.last.ofType("seen").at(-1)).toMatchObject({ seq: 4 });
    expect(network.last.ofType("seen")).toHaveLength(2);
  });

  test("a customer who says nothing more stops typing", () => {
    const { controller, network, clock } = talking();
    network.last.receive({ type: "typing", conversation: A, author: "customer", on: true });
    expect(controller.store.value.threads[A]?.customerTyping).toBe(true);
    clock.pass(11_000);
    expect(controller.store.value.threads[A]?.customerTyping).toBe(false);
  });
});

describe("arrivals and endings", () => {
  test("only those who are new are announced", () => {
    const { network, told } = online();
    network.last.receive(inbox({ waiting: [card(A)] }));
    expect(told.arrived).toEqual([]);
    network.last.receive(inbox({ waiting: [card(A), card(B)] }));
    network.last.receive(inbox({ waiting: [card(A), card(B)] }));
    expect(told.arrived).toEqual([B]);
  });

  test("one's own conversation that goes back to the queue is no arrival", () => {
    const { network, told } = online();
    network.last.receive(inbox({ mine: [card(A)] }));
    network.last.receive(inbox({ waiting: [card(A)] }));
    expect(told.arrived).toEqual([]);
  });

  test("an ended session stays away from the service", () => {
    const { network, told, clock } = online();
    network.last.fail(4401);
    clock.pass(600_000);
    expect(told.signedOut).toBe(1);
    expect(network.sockets).toHaveLength(1);
  });

  test("a refused handshake asks whether the session still stands", () => {
    const { controller, network, told } = setUp();
    controller.start();
    network.last.fail(1006);
    expect(told.refused).toBe(1);
  });

  test("signing out leaves nothing about customers in the browser", () => {
    const { controller, storage } = talking();
    controller.draft(A, { message: "rahasia" });
    controller.forget();
    expect(
      storage
        .keys()
        .map((key) => storage.get(key))
        .join(),
    ).not.toContain("rahasia");
  });
});
