// How long to wait before the next attempt.

export interface BackoffOptions {
  /** Longest first wait, in milliseconds. */
  first?: number;
  /** Longest wait ever, in milliseconds. */
  most?: number;
  /** A number in [0, 1). */
  random?: () => number;
}

/**
 * Exponential, with full jitter above half: after a restart of the service its customers must not
 * all come back in the same instant.
 */
export class Backoff {
  readonly #first: number;
  readonly #most: number;
  readonly #random: () => number;
  #attempts = 0;

  constructor({ first = 500, most = 30_000, random = Math.random }: BackoffOptions = {}) {
    this.#first = first;
    this.#most = most;
    this.#random = random;
  }

  /** Milliseconds until the next attempt; each call waits longer. */
  next(): number {
    const ceiling = Math.min(this.#most, this.#first * 2 ** Math.min(this.#attempts, 30));
    this.#attempts += 1;
    return ceiling * (0.5 + this.#random() / 2);
  }

  /** It worked: start over. */
  reset(): void {
    this.#attempts = 0;
  }
}
