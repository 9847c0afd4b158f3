// The customer's token: got, kept, renewed, and bound to who the host site says the customer is.
import type { TokenGrant, TokenRequest } from "@hangat/protocol";
import type { Storage } from "./storage";

/** Asks the service for a token. Rejects with `Refused` when it says no. */
export type AskToken = (request: TokenRequest) => Promise<TokenGrant>;

/** The service understood and said no; trying the same again is of no use. */
export class Refused extends Error {}

export interface Grant extends TokenGrant {
  /** Whom this page knew before. */
  previous: { customer: string; name: string | null } | null;
}

const KEY = "token";

export class TokenKeeper {
  readonly #ask: AskToken;
  readonly #storage: Storage;
  #grant: TokenGrant | null;
  #identity: string | null = null;
  #running: Promise<Grant> | null = null;
  /** Grows when the customer is forgotten: what was asked for them before lapses. */
  #life = 0;

  constructor(ask: AskToken, storage: Storage) {
    this.#ask = ask;
    this.#storage = storage;
    this.#grant = read(storage.get(KEY));
  }

  get grant(): TokenGrant | null {
    return this.#grant;
  }

  /** An identity that the next token will be bound to. */
  identify(identity: string): void {
    this.#identity = identity;
  }

  /** A token that is good for at least another minute at *now* (ms), asked for when needed. */
  async usable(now: number): Promise<Grant> {
    // One that was asked for before the identity was known would not be bound to it.
    if (this.#running && this.#identity !== null) await this.#running.catch(() => null);
    const grant = this.#grant;
    const fresh = grant !== null && Date.parse(grant.expires_at) - now > 60_000;
    if (fresh && this.#identity === null) return { ...grant, previous: grant };
    return this.renew();
  }

  /** A new token for the same customer, or for the one that the identity names. */
  renew(): Promise<Grant> {
    if (this.#running) return this.#running;
    const running = this.#renew().finally(() => {
      if (this.#running === running) this.#running = null;
    });
    this.#running = running;
    return running;
  }

  /** Forgets the customer. */
  forget(): void {
    this.#life += 1;
    this.#grant = null;
    this.#identity = null;
    this.#running = null;
    this.#storage.remove(KEY);
  }

  async #renew(): Promise<Grant> {
    const before = this.#grant;
    const identity = this.#identity;
    const life = this.#life;
    const grant = await this.#request(before?.token ?? null, identity);
    if (life !== this.#life) throw new Error("signed out while a token was on its way");
    if (this.#identity === identity) this.#identity = null;
    this.#grant = grant;
    this.#storage.set(KEY, JSON.stringify(grant));
    return { ...grant, previous: before };
  }

  async #request(token: string | null, identity: string | null): Promise<TokenGrant> {
    try {
      return await this.#ask({ token, identity });
    } catch (error) {
      // A token that ran out long ago or was signed by another key: begin anew. An identity that
      // is refused leaves nobody: never the customer who was here before.
      if (!(error instanceof Refused)) throw error;
      if (token !== null) return this.#request(null, identity);
      if (identity !== null) return this.#request(null, null);
      throw error;
    }
  }
}

function read(text: string | null): TokenGrant | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as TokenGrant;
    return typeof value.token === "string" && typeof value.customer === "string" ? value : null;
  } catch {
    return null;
  }
}
