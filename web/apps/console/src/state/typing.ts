// Who is typing: not every key over the wire, and nobody types for ever.
import { type Cancel, type Clock, TypingPulse } from "@hangat/client";

/** Unless it is said again, a customer stops typing after this long, in milliseconds. */
const THEIRS_MS = 10_000;

export class Typing {
  readonly #clock: Clock;
  readonly #say: (conversation: string, on: boolean) => void;
  readonly #expire: (conversation: string) => void;
  readonly #theirs = new Map<string, Cancel>();
  #mine: { conversation: string; pulse: TypingPulse } | null = null;

  constructor(
    clock: Clock,
    say: (conversation: string, on: boolean) => void,
    expire: (conversation: string) => void,
  ) {
    this.#clock = clock;
    this.#say = say;
    this.#expire = expire;
  }

  /** The agent typed a key in the reply to *conversation*, or emptied it. */
  own(conversation: string, on: boolean): void {
    if (this.#mine !== null && (this.#mine.conversation !== conversation || !on)) {
      this.#mine.pulse.stop();
      this.#mine = null;
    }
    if (!on) return;
    this.#mine ??= {
      conversation,
      pulse: new TypingPulse(this.#clock, (typing) => this.#say(conversation, typing)),
    };
    this.#mine.pulse.typed();
  }

  /** The service says that the customer types, or has stopped. */
  theirs(conversation: string, on: boolean): void {
    this.#theirs.get(conversation)?.();
    this.#theirs.delete(conversation);
    if (!on) return;
    const cancel = this.#clock.after(THEIRS_MS, () => this.#expire(conversation));
    this.#theirs.set(conversation, cancel);
  }

  stop(): void {
    this.#mine?.pulse.forget();
    this.#mine = null;
    for (const cancel of this.#theirs.values()) cancel();
    this.#theirs.clear();
  }
}
