// "Is typing", said rarely: at the first character, again while it goes on, and when it stops.
import type { Cancel, Clock } from "./clock";

const REPEAT_MS = 4_000;
const IDLE_MS = 5_000;

export class TypingPulse {
  readonly #clock: Clock;
  readonly #say: (on: boolean) => void;
  #saidAt: number | null = null;
  #cancelIdle: Cancel | null = null;

  constructor(clock: Clock, say: (on: boolean) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  typed(): void {
    const now = this.#clock.now();
    if (this.#saidAt === null || now - this.#saidAt >= REPEAT_MS) {
      this.#saidAt = now;
      this.#say(true);
    }
    this.#cancelIdle?.();
    this.#cancelIdle = this.#clock.after(IDLE_MS, () => this.stop());
  }

  stop(): void {
    const said = this.#saidAt !== null;
    this.forget();
    if (said) this.#say(false);
  }

  /** Without a word: the connection is gone anyway. */
  forget(): void {
    this.#cancelIdle?.();
    this.#cancelIdle = null;
    this.#saidAt = null;
  }
}
