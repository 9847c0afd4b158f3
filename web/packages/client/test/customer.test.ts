import type { TokenGrant, TokenRequest } from "@hangat/protocol";
import { describe, expect, test } from "vitest";
import { Backoff } from "../src/backoff";
import { CustomerClient } from "../src/customer";
import { MemoryStorage } from "../src/storage";
import { Refused } from "../src/token";
import { CONVERSATION, FakeClock, FakeNetwork, said, started, state, welcome } from "./fakes";

const OTHER = "00000000-0000-4000-8000-000000000002";

function grant(change: Partial<TokenGrant> = {}): TokenGrant {
  return {
    token: "token-1",
    expires_at: "2026-11-21T08:00:00Z",
    customer: "00000000-0000-4000-8000-00000000000c",
    name: null,
    conversation: null,
    ...change,
  };
}

function setUp({ storage = new MemoryStorage(), answers = [] as (TokenGrant | Error)[] } = {}) {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const asked: TokenRequest[] = [];
  const client = new CustomerClient({
    url: "ws://test/ws/customer",
    askToken: (request) => {
      asked.push(request);
      const answer = answers.shift() ?? grant({ token: `token-${asked.length}` });
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
    storage,
    clock,
    language: "id",
    openSocket: network.open,
    backoff: new Backoff({ random: () => 0 }),
    random: () => 0,
  });
  return { client, clock, network, asked, storage };
}

/** Lets the promises that are settled run on. */
const settle = async () => {
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
};

async function online(options: Parameters<typeof setUp>[0] = {}) {
  const all = setUp(options);
  all.client.start();
  await settle();
  all.network.last.open();
  all.network.last.receive(welcome());
  return all;
}

const clientId = (frame: Record<string, unknown> | undefined): string =>
  String(frame?.["client_id"]);

describe("course of a connection", () => {
  test("nothing happens before start", async () => {
    const { client, network, asked } = setUp();
    await settle();
    expect([client.view.connection, network.sockets.length, asked.length]).toEqual(["idle", 0, 0]);
  });

  test("token, hello, welcome", async () => {
    const { client, network } = await online();
    expect(network.last.sent[0]).toEqual({
      type: "hello",
      v: 1,
      token: "token-1",
      conversation: null,
      cursor: 0,
      language: "id",
    });
    expect(client.view.connection).toBe("online");
    expect(client.view.state?.conversation).toBe(CONVERSATION);
  });

  test("comes back with its conversation and cursor", async () => {
    const { client, clock, network } = await online();
    network.last.receive({ type: "events", events: [said(2, "Halo")], state: state({ seq: 2 }) });
    network.last.fail(1012);
    expect(client.view.connection).toBe("lost");
    clock.pass(250);
    network.last.open();
    expect(network.last.sent[0]).toMatchObject({ conversation: CONVERSATION, cursor: 2 });
    network.last.receive(welcome([said(3, "Masih di sini")], {}, true));
    expect(client.view.events.map((event) => event.seq)).toEqual([1, 2, 3]);
  });

  test("a gap leads to a new hello", async () => {
    const { network } = await online();
    network.last.receive({ type: "events", events: [said(3, "?")], state: state({ seq: 3 }) });
    expect(network.sockets).toHaveLength(2);
    network.last.open();
    expect(network.last.sent[0]).toMatchObject({ cursor: 1 });
  });

  test("a heartbeat that counts more leads to a new hello, unless the event comes", async () => {
    const { clock, network } = await online();
    network.last.receive({ type: "heartbeat", seq: 2 });
    network.last.receive({ type: "events", events: [said(2, "Halo")], state: state({ seq: 2 }) });
    clock.pass(2_000);
    expect(network.sockets).toHaveLength(1);
    network.last.receive({ type: "heartbeat", seq: 3 });
    clock.pass(2_000);
    expect(network.sockets).toHaveLength(2);
  });

  test("unknown frames, kinds and fields do no harm", async () => {
    const { client, network } = await online();
    network.last.receive({ type: "confetti", amount: 3 });
    network.last.receive({
      type: "events",
      events: [{ kind: "hologram", seq: 2, at: "2026-11-21T07:00:00Z", floor: "bot" }],
      state: { ...state({ seq: 2 }), colour: "warm" },
    });
    expect(client.view.state?.seq).toBe(2);
    client.seen();
  });

  test("not yours: the conversation is left for a new one, once", async () => {
    const storage = new MemoryStorage();
    storage.set("conversation", OTHER);
    const { client, clock, network } = setUp({ storage });
    client.start();
    await settle();
    network.last.open();
    expect(network.last.sent[0]).toMatchObject({ conversation: OTHER });
    network.last.fail(4403);
    clock.pass(250);
    network.last.open();
    expect(network.last.sent[0]).toMatchObject({ conversation: null });
    network.last.fail(4403);
    clock.pass(60_000);
    expect(network.sockets).toHaveLength(2);
    expect(client.view.connection).toBe("refused");
  });
});

describe("messages", () => {
  test("the message coming back is the acknowledgement", async () => {
    const { client, network } = await online();
    client.send("Saldo saya");
    const sent = network.last.ofType("message")[0];
    expect(client.view.outbox.map((item) => item.status)).toEqual(["sent"]);
    network.last.receive({
      type: "events",
      events: [said(2, "Saldo saya", clientId(sent))],
      state: state({ seq: 2 }),
    });
    expect(client.view.outbox).toEqual([]);
  });

  test("written offline: out once, in order, after the reload too", async () => {
    const first = setUp();
    first.client.send("satu");
    first.client.send("dua");
    const { client, network } = await online({ storage: first.storage });
    const [one] = network.last.ofType("message");
    expect(one?.["text"]).toBe("satu");
    network.last.receive({
      type: "events",
      events: [said(2, "satu", clientId(one))],
      state: state({ seq: 2 }),
    });
    expect(network.last.ofType("message").map((frame) => frame["text"])).toEqual(["satu", "dua"]);
    expect(client.view.outbox).toHaveLength(1);
  });

  test("what arrived before the connection broke is not sent again", async () => {
    const { client, clock, network } = await online();
    client.send("Halo");
    const id = clientId(network.last.ofType("message")[0]);
    network.last.fail(1006);
    clock.pass(250);
    network.last.open();
    network.last.receive(welcome([said(2, "Halo", id)], {}, true));
    expect(network.last.ofType("message")).toEqual([]);
    expect(client.view.outbox).toEqual([]);
  });

  test("a rate limit is waited out, a refusal is kept for the customer", async () => {
    const { client, clock, network } = await online();
    client.send("Halo");
    const id = clientId(network.last.ofType("message")[0]);
    const error = { type: "error", message: "", request: null, conversation: null, client_id: id };
    network.last.receive({ ...error, code: "rate_limited", retry: true, retry_after_s: 1 });
    clock.pass(1_000);
    expect(network.last.ofType("message").map(clientId)).toEqual([id, id]);
    network.last.receive({ ...error, code: "invalid", retry: false, retry_after_s: null });
    expect(client.view.outbox).toMatchObject([{ status: "failed", code: "invalid" }]);
    client.retry(id);
    expect(network.last.ofType("message").map(clientId)).toEqual([id, id, id]);
  });

  test("a message for a conversation that ended goes into a new one when the customer says so", async () => {
    const { client, clock, network } = await online();
    network.last.fail(1006);
    client.send("Satu lagi");
    clock.pass(250);
    network.last.open();
    network.last.receive(welcome([], { floor: "closed" }, true));
    const [item] = client.view.outbox;
    expect(item).toMatchObject({ status: "failed", code: "illegal" });
    client.retry(String(item?.frame.client_id));
    network.last.open();
    expect(network.last.sent[0]).toMatchObject({ conversation: null, cursor: 0 });
    network.last.receive(welcome([started()], { conversation: OTHER }));
    expect(network.last.ofType("message")).toMatchObject([{ text: "Satu lagi" }]);
  });

  test("wishes that are so already are not sent again", async () => {
    const { client, clock, network } = await online();
    client.askHuman();
    client.askHuman();
    expect(network.last.ofType("ask_human")).toHaveLength(1);
    network.last.fail(1006);
    clock.pass(250);
    network.last.open();
    network.last.receive(welcome([], { seq: 1, floor: "queue" }, true));
    expect(network.last.ofType("ask_human")).toEqual([]);
    expect(client.view.outbox).toEqual([]);
  });
});

describe("tokens", () => {
  test("renewed over the open connection before they run out", async () => {
    const all = setUp();
    all.client.start();
    await settle();
    all.network.last.open();
    all.network.last.receive({ ...welcome(), token_expires_at: "2026-11-21T07:00:40Z" });
    all.clock.pass(32_000);
    await settle();
    expect(all.network.last.ofType("renew")).toEqual([{ type: "renew", token: "token-2" }]);
  });

  test("4401 gets another, and waits longer each time", async () => {
    const { clock, network, asked } = await online();
    network.last.fail(4401);
    clock.pass(250);
    await settle();
    expect(asked[1]).toMatchObject({ token: "token-1" });
    network.last.open();
    expect(network.last.sent[0]).toMatchObject({ token: "token-2", conversation: CONVERSATION });
    network.last.fail(4401);
    clock.pass(250);
    await settle();
    expect(asked).toHaveLength(2);
    clock.pass(250);
    await settle();
    expect(asked).toHaveLength(3);
  });

  test("a token that nobody knows any more is let go", async () => {
    const storage = new MemoryStorage();
    storage.set("token", JSON.stringify(grant({ expires_at: "2026-11-01T00:00:00Z" })));
    const { client, asked } = setUp({ storage, answers: [new Refused("no")] });
    client.start();
    await settle();
    expect(asked.map((request) => request.token)).toEqual(["token-1", null]);
  });

  test("no network: asked again later", async () => {
    const { client, clock, network } = setUp({ answers: [new TypeError("fetch failed")] });
    client.start();
    await settle();
    expect(client.view.connection).toBe("lost");
    clock.pass(250);
    await settle();
    expect(network.sockets).toHaveLength(1);
  });
});

describe("who the customer is", () => {
  const budi = { customer: OTHER, name: "Budi", conversation: CONVERSATION };

  test("an identity given while the first token is on its way is not lost", async () => {
    const { client, network, asked } = setUp({ answers: [grant(), grant(budi)] });
    client.start();
    client.identify("signed");
    await settle();
    expect(asked.map((request) => request.identity)).toEqual([null, "signed"]);
    network.last.open();
    expect(network.last.sent[0]).toMatchObject({ conversation: CONVERSATION });
  });

  test("one customer's words never go out as another's", async () => {
    const rina = grant({ name: "Rina", conversation: CONVERSATION });
    const { client, network, storage } = await online({ answers: [rina, grant(budi)] });
    network.last.fail(1006);
    client.send("rahasia Rina");
    client.identify("signed by the bank: Budi");
    await settle();
    expect(client.view.outbox).toEqual([]);
    expect(client.view.events).toEqual([]);
    expect(storage.keys().sort()).toEqual(["conversation", "token"]);
  });

  test("what an anonymous customer wrote stays with them when they sign in", async () => {
    const { client, network } = await online({ answers: [grant(), grant(budi)] });
    network.last.fail(1006);
    client.send("Halo");
    client.identify("signed");
    await settle();
    expect(client.view.outbox).toHaveLength(1);
  });

  test("sign-out leaves nothing", async () => {
    const { client, network, storage } = await online();
    client.send("Halo");
    client.signOut();
    expect(storage.keys()).toEqual([]);
    expect(network.last.closed).toBe(true);
    expect(client.view).toMatchObject({ connection: "idle", state: null, events: [], outbox: [] });
  });
});

describe("small signs", () => {
  test("another language is asked for, and then all earlier lines in it", async () => {
    const { client, network } = await online();
    client.setLanguage("en");
    expect(network.last.ofType("language")).toEqual([{ type: "language", language: "en" }]);
    network.last.receive({
      type: "events",
      events: [
        { kind: "language", seq: 2, at: "2026-11-21T07:00:00Z", floor: "bot", language: "en" },
      ],
      state: state({ seq: 2, language: "en" }),
    });
    network.last.open();
    expect(network.last.sent[0]).toMatchObject({ cursor: 0, language: "en" });
    network.last.receive(welcome([started(), said(2, "Hello")], { language: "en" }));
    expect(network.last.ofType("language")).toEqual([]);
    expect(client.view.events).toHaveLength(2);
  });


  test("own typing is said rarely, to a person only, and its end", async () => {
    const { client, clock, network } = await online();
    client.typing();
    expect(network.last.ofType("typing")).toEqual([]);
    network.last.receive({
      type: "events",
      events: [said(2, "Halo, saya Sari")],
      state: state({ seq: 2, floor: "agent", agent: "Sari" }),
    });
    client.typing();
    client.typing();
    clock.pass(4_000);
    client.typing();
    clock.pass(5_000);
    expect(network.last.ofType("typing").map((frame) => frame["on"])).toEqual([true, true, false]);
  });

  test("the agent's typing goes away by itself", async () => {
    const { client, clock, network } = await online();
    network.last.receive({ type: "typing", author: "agent", on: true });
    expect(client.view.agentTyping).toBe(true);
    clock.pass(10_000);
    expect(client.view.agentTyping).toBe(false);
  });

  test("seen is said once for the newest", async () => {
    const { client, network } = await online();
    network.last.receive({
      type: "events",
      events: [said(2, "Halo"), said(3, "Ada yang bisa dibantu?")],
      state: state({ seq: 3 }),
    });
    client.seen();
    client.seen();
    expect(network.last.ofType("seen")).toEqual([{ type: "seen", seq: 3 }]);
  });
});
