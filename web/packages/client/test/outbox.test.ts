import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Outbox, type Sendable } from "../src/outbox";
import { MemoryStorage, browserStorage } from "../src/storage";
import { FakeClock } from "./fakes";

interface Word extends Sendable {
  text: string;
}
const word = (n: number): Word => ({ type: "message", client_id: `client-${n}`, text: `${n}` });

function setUp(storage = new MemoryStorage()) {
  const clock = new FakeClock();
  const sent: string[] = [];
  let stuck = 0;
  const outbox = new Outbox<Word>({
    storage,
    clock,
    send: (frame) => {
      sent.push(frame.client_id);
      return true;
    },
    onStuck: () => {
      stuck += 1;
    },
    onChange: () => undefined,
  });
  const statuses = () => outbox.items.map((item) => `${item.frame.client_id} ${item.status}`);
  return { clock, outbox, sent, storage, statuses, stuck: () => stuck };
}

describe("outbox", () => {
  test("waits for the connection and sends one at a time, in order", () => {
    const { outbox, sent, statuses } = setUp();
    outbox.add(word(1));
    outbox.add(word(2));
    expect(sent).toEqual([]);
    outbox.opened();
    expect(sent).toEqual(["client-1"]);
    expect(statuses()).toEqual(["client-1 sent", "client-2 waiting"]);
    outbox.acknowledge(["client-1"]);
    expect(sent).toEqual(["client-1", "client-2"]);
    outbox.acknowledge(["client-2"]);
    expect(outbox.items).toEqual([]);
  });

  test("sends what was on its way again, with the same name", () => {
    const { outbox, sent } = setUp();
    outbox.opened();
    outbox.add(word(1));
    outbox.closed();
    outbox.opened();
    expect(sent).toEqual(["client-1", "client-1"]);
  });

  test("survives a reload in order", () => {
    const before = setUp();
    before.outbox.opened();
    for (let n = 1; n <= 12; n += 1) before.outbox.add(word(n));
    const after = setUp(before.storage);
    expect(after.statuses()).toEqual(
      Array.from({ length: 12 }, (_, index) => `client-${index + 1} waiting`),
    );
    after.outbox.acknowledge(after.outbox.items.map((item) => item.frame.client_id));
    expect(before.storage.keys()).toEqual([]);
  });

  test("keeps a refused item until somebody decides, and goes on with the next", () => {
    const { outbox, sent, statuses } = setUp();
    outbox.opened();
    outbox.add(word(1));
    outbox.add(word(2));
    outbox.fail("client-1", "invalid");
    expect(statuses()).toEqual(["client-1 failed", "client-2 sent"]);
    outbox.acknowledge(["client-2"]);
    outbox.retry("client-1");
    expect(sent).toEqual(["client-1", "client-2", "client-1"]);
    outbox.fail("client-1", "invalid");
    outbox.discard("client-1");
    expect(outbox.items).toEqual([]);
  });

  test("waits out a rate limit without letting anything overtake", () => {
    const { clock, outbox, sent } = setUp();
    outbox.opened();
    outbox.add(word(1));
    outbox.add(word(2));
    outbox.postpone("client-1", 3);
    clock.pass(2_999);
    expect(sent).toEqual(["client-1"]);
    clock.pass(1);
    expect(sent).toEqual(["client-1", "client-1"]);
    outbox.acknowledge(["client-1"]);
    expect(sent).toEqual(["client-1", "client-1", "client-2"]);
  });

  test("says when no answer comes", () => {
    const { clock, outbox, stuck } = setUp();
    outbox.opened();
    outbox.add(word(1));
    clock.pass(14_999);
    expect(stuck()).toBe(0);
    clock.pass(1);
    expect(stuck()).toBe(1);
  });

  test("drops what it cannot read", () => {
    const storage = new MemoryStorage();
    for (const [i, text] of ["{", "null", '{"order":1}', "7"].entries()) {
      storage.set(`outbox:${i}`, text);
    }
    storage.set("token", "kept");
    expect(setUp(storage).outbox.items).toEqual([]);
    expect(storage.keys()).toEqual(["token"]);
  });

  test("whatever the connection does, all arrive once and in order", () => {
    const event = fc.constantFrom("add", "open", "close", "ack", "lose ack", "limit", "reload");
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        const storage = new MemoryStorage();
        const accepted: string[] = [];
        let clock = new FakeClock();
        let inFlight: string | null = null;
        const make = () =>
          new Outbox<Word>({
            storage,
            clock,
            send: (frame) => {
              inFlight = frame.client_id;
              return true;
            },
            onStuck: () => undefined,
            onChange: () => undefined,
          });
        // The service: takes a name once, and says again what it has when asked again.
        const accept = (name: string) => {
          if (!accepted.includes(name)) accepted.push(name);
        };
        let outbox = make();
        let added = 0;
        let open = false;
        const step = (what: string) => {
          const name = inFlight;
          if (what === "add") outbox.add(word((added += 1)));
          if (what === "open" && !open) {
            open = true;
            outbox.acknowledge(accepted);
            outbox.opened();
          }
          if (what === "close" && open) {
            open = false;
            inFlight = null;
            outbox.closed();
          }
          if (what === "ack" && name !== null) {
            inFlight = null;
            accept(name);
            outbox.acknowledge([name]);
          }
          if (what === "lose ack" && name !== null) accept(name);
          if (what === "limit" && name !== null && !accepted.includes(name)) {
            inFlight = null;
            outbox.postpone(name, 1);
            clock.pass(1_000);
          }
          if (what === "reload") {
            outbox.closed();
            clock = new FakeClock();
            inFlight = null;
            open = false;
            outbox = make();
          }
        };
        events.forEach(step);
        step("open");
        for (let i = 0; i < added + 1; i += 1) step("ack");
        expect(outbox.items).toEqual([]);
        expect(accepted).toEqual(Array.from({ length: added }, (_, i) => `client-${i + 1}`));
      }),
    );
  });
});

describe("storage", () => {
  test("falls back to memory where the browser keeps nothing", () => {
    const storage = browserStorage("hangat:", () => {
      throw new DOMException("denied", "SecurityError");
    });
    storage.set("a", "1");
    expect(storage.get("a")).toBe("1");
    expect(storage.keys()).toEqual(["a"]);
  });

  test("keeps what no longer fits in memory", () => {
    const values = new Map<string, string>();
    const storage = browserStorage("hangat:", () => ({
      get length() {
        return values.size;
      },
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => {
        if (value.length > 3) throw new DOMException("full", "QuotaExceededError");
        values.set(key, value);
      },
      removeItem: (key) => void values.delete(key),
      key: (index) => [...values.keys()][index] ?? null,
    }));
    storage.set("small", "1");
    storage.set("large", "12345");
    expect([storage.get("small"), storage.get("large")]).toEqual(["1", "12345"]);
    expect(storage.keys().sort()).toEqual(["large", "small"]);
    storage.remove("large");
    expect(storage.get("large")).toBeNull();
  });
});
