// The agent's socket: says hello, gives typed frames, and tells a lost connection from a lost session.
import type { AgentFrame, AgentServerFrame } from "@hangat/protocol";
import type { Clock } from "./clock";
import { Link, type LinkStatus, type OpenSocket } from "./link";
import type { Backoff } from "./backoff";

/** The session is gone: no attempt helps until somebody signs in again. */
const SIGNED_OUT = 4401;

export interface AgentLinkOptions {
  url: string;
  clock: Clock;
  openSocket?: OpenSocket;
  backoff?: Backoff;
  onFrame(frame: AgentServerFrame): void;
  onStatus(status: LinkStatus): void;
  /** The service closed the socket because nobody is signed in. */
  onSignedOut(): void;
  /**
   * A connection ended before its welcome. A browser doesn't say why a handshake was refused, so
   * this is the moment to ask over REST whether the session still stands.
   */
  onRefused(): void;
}

export class AgentLink {
  readonly #link: Link<AgentFrame, AgentServerFrame>;
  #welcomed = false;

  constructor(options: AgentLinkOptions) {
    this.#link = new Link<AgentFrame, AgentServerFrame>({
      url: options.url,
      clock: options.clock,
      ...(options.openSocket ? { openSocket: options.openSocket } : {}),
      ...(options.backoff ? { backoff: options.backoff } : {}),
      onOpen: () => {
        this.#welcomed = false;
        this.#link.send({ type: "hello", v: 1 });
      },
      onFrame: (frame) => {
        if (frame.type === "welcome") {
          this.#welcomed = true;
          this.#link.established(frame.heartbeat_s);
        }
        options.onFrame(frame);
      },
      onStatus: (status) => options.onStatus(status),
      onClose: (code) => {
        const welcomed = this.#welcomed;
        this.#welcomed = false;
        if (code === SIGNED_OUT) {
          options.onSignedOut();
          return false;
        }
        if (!welcomed) options.onRefused();
        return true;
      },
    });
  }

  /** Whether frames sent now are read by somebody who knows who we are. */
  get ready(): boolean {
    return this.#welcomed;
  }

  start(): void {
    this.#link.start();
  }

  stop(): void {
    this.#welcomed = false;
    this.#link.stop();
  }

  /** Leaves this socket for a new one: it seems alive and answers nothing. */
  restart(): void {
    this.#welcomed = false;
    this.#link.restart();
  }

  retryNow(): void {
    this.#link.retryNow();
  }

  /** False when nobody is there to read it; nothing is kept here for later. */
  send(frame: AgentFrame): boolean {
    return this.#welcomed && this.#link.send(frame);
  }
}
