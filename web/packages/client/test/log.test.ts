import fc from "fast-check";
import { expect, test } from "vitest";
import { type Log, append, snapshot } from "../src/log";

interface E {
  seq: number;
  word: string;
}
interface S {
  seq: number;
  length: number;
}

/** The service's own idea of the state after the first *n* events. */
const stateAt = (all: E[], n: number): S => ({
  seq: n,
  length: all.slice(0, n).reduce((sum, event) => sum + event.word.length, 0),
});

const words = fc.array(fc.string({ maxLength: 8 }), { minLength: 1, maxLength: 40 });
/** What the wire does: a frame of some events, one that comes twice, one that is lost. */
const step = fc.record({
  take: fc.integer({ min: 1, max: 6 }),
  fate: fc.constantFrom("arrives", "arrives twice", "is lost", "connection breaks"),
});

test("snapshot + events = fresh snapshot, whatever the wire does", () => {
  fc.assert(
    fc.property(words, fc.array(step, { maxLength: 60 }), (texts, steps) => {
      const all = texts.map((word, index) => ({ seq: index + 1, word }));
      const fresh = (n: number): Log<E, S> => ({
        state: stateAt(all, n),
        events: all.slice(0, n),
      });
      let log: Log<E, S> | "gap" = snapshot<E, S>(null, { resumed: false, ...fresh(1) });
      let told = 1;
      const resume = (current: Log<E, S>): Log<E, S> | "gap" =>
        snapshot(current, {
          resumed: true,
          state: stateAt(all, told),
          events: all.slice(current.state.seq, told),
        });
      for (const { take, fate } of steps) {
        if (log === "gap") throw new Error("a gap was not healed");
        const upTo = Math.min(all.length, told + take);
        const frame = { state: stateAt(all, upTo), events: all.slice(told, upTo) };
        told = upTo;
        let next: Log<E, S> | "gap" = log;
        if (fate === "arrives" || fate === "arrives twice") next = append(log, frame);
        if (fate === "arrives twice" && next !== "gap") next = append(next, frame);
        if (fate === "connection breaks" || next === "gap") next = resume(log);
        log = next;
        if (log !== "gap") expect(log).toEqual(fresh(log.state.seq));
      }
      if (log === "gap") throw new Error("a gap was not healed");
      expect(resume(log)).toEqual(fresh(told));
    }),
  );
});

test("a resumed snapshot without a log is a gap", () => {
  const frame = { resumed: true, state: { seq: 3, length: 0 }, events: [] };
  expect(snapshot<E, S>(null, frame)).toBe("gap");
});

test("a state ahead of its events is a gap", () => {
  const log: Log<E, S> = { state: { seq: 1, length: 0 }, events: [] };
  expect(append(log, { state: { seq: 3, length: 0 }, events: [] })).toBe("gap");
});
