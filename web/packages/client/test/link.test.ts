import { describe, expect, test } from "vitest";
import { Backoff } from "../src/backoff";
import { Link, type LinkStatus } from "../src/link";
import { FakeClock, FakeNetwork } from "./fakes";

function setUp(onClose?: (code: number) => boolean) {
  const clock = new FakeClock();
  const network = new FakeNetwork();
  const statuses: LinkStatus[] = [];
  const frames: unknown[] = [];
  const link = new Link<object, object>({
    url: "ws://test/",
    clock,
    openSocket: network.open,
    backoff: new Backoff({ random: () => 0.999 }),
    onOpen: () => undefined,
    onFrame: (frame) => frames.push(frame),
    onStatus: (status) => statuses.push(status),
    ...(onClose ? { onClose } : {}),
  });
  return { clock, network, link, statuses, frames };
}

describe("backoff", () => {
  test("grows from half a second to thirty, with jitter, and starts over", () => {
    const low = new Backoff({ random: () => 0 });
    const high = new Backoff({ random: () => 1 });
    expect([low.next(), low.next(), low.next()]).toEqual([250, 500, 1000]);
    expect(Array.from({ length: 9 }, () => high.next())).toEqual([
      500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000,
    ]);
    high.reset();
    expect(high.next()).toBe(500);
  });
});

describe("link", () => {
  test("comes back by itself, each time later", () => {
    const { clock, network, link } = setUp();
    link.start();
    network.last.fail(1006);
    clock.pass(499);
    expect(network.sockets).toHaveLength(1);
    clock.pass(1);
    expect(network.sockets).toHaveLength(2);
    network.last.fail(1006);
    clock.pass(900);
    expect(network.sockets).toHaveLength(2);
    clock.pass(100);
    expect(network.sockets).toHaveLength(3);
  });

  test("waits as soon as the network is known to be gone, and goes on trying", () => {
    const { clock, network, link, statuses } = setUp();
    link.lose(); // not wanted yet: nothing to lose
    expect(statuses).toEqual([]);
    link.start();
    link.lose();
    expect(statuses).toEqual(["connecting", "waiting"]);
    clock.pass(500);
    expect(network.sockets).toHaveLength(2);
  });

  test("tries at once when the network is back", () => {
    const { network, link } = setUp();
    link.start();
    network.last.fail(1006);
    link.retryNow();
    expect(network.sockets).toHaveLength(2);
  });

  test("gives a silent connection up after two and a half heartbeats", () => {
    const { clock, network, link } = setUp();
    link.start();
    network.last.open();
    link.established(10);
    clock.pass(24_000);
    network.last.receive({ type: "heartbeat" });
    clock.pass(24_999);
    expect(link.status).toBe("open");
    clock.pass(1);
    expect(link.status).toBe("waiting");
    expect(network.sockets[0]?.closed).toBe(true);
  });

  test("gives a handshake up that takes too long", () => {
    const { clock, link } = setUp();
    link.start();
    clock.pass(15_000);
    expect(link.status).toBe("waiting");
  });

  test("ignores what is not a frame, and old sockets", () => {
    const { network, link, frames } = setUp();
    link.start();
    const old = network.last;
    old.open();
    for (const junk of ["{", "null", "[]", "1", '{"no":"type"}']) old.receive(junk);
    expect(frames).toEqual([]);
    link.restart();
    old.receive({ type: "late" });
    old.fail(1006);
    expect(frames).toEqual([]);
    expect(link.status).toBe("connecting");
  });

  test("stays away when the close code says so", () => {
    const { clock, network, link } = setUp((code) => code !== 4401);
    link.start();
    network.last.open();
    network.last.fail(4401);
    clock.pass(60_000);
    expect(network.sockets).toHaveLength(1);
    expect(link.status).toBe("stopped");
  });

  test("survives an address that the page may not open", () => {
    const clock = new FakeClock();
    const link = new Link<object, object>({
      url: "ws://test/",
      clock,
      openSocket: () => {
        throw new DOMException("blocked", "SecurityError");
      },
      onOpen: () => undefined,
      onFrame: () => undefined,
    });
    link.start();
    expect(link.status).toBe("waiting");
  });
});
