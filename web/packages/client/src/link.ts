// A websocket that comes back by itself: back-off, a watchdog on silence, and nothing about what
// is said over it. Shared by the customer's and the agent's side.
import { SUBPROTOCOL } from "@hangat/protocol";
import { Backoff } from "./backoff";
import type { Cancel, Clock } from "./clock";

/** The part of a WebSocket that is used here. */
export interface Socket {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: ((event: never) => void) | null;
}

export type OpenSocket = (url: string, protocol: string) => Socket;

export const browserSocket: OpenSocket = (url, protocol) =>
  new WebSocket(url, protocol) as unknown as Socket;

/** `waiting`: lost, and the next attempt is planned. `stopped`: not wanted now. */
export type LinkStatus = "stopped" | "connecting" | "open" | "waiting";

export interface LinkOptions<In> {
  url: string;
  clock: Clock;
  openSocket?: OpenSocket;
  backoff?: Backoff;
  /** The socket is open: say hello. */
  onOpen(): void;
  onFrame(frame: In): void;
  onStatus?(status: LinkStatus): void;
  /** Closed with *code*; return false to stay away. */
  onClose?(code: number): boolean;
}

/** How long a handshake may take, in milliseconds. */
const HANDSHAKE_MS = 15_000;
/** Until the service says its rhythm. */
const DEFAULT_HEARTBEAT_S = 20;
/** A link without a frame for this many heartbeats is dead. */
const SILENCE = 2.5;

export class Link<Out, In> {
  readonly #options: LinkOptions<In>;
  readonly #backoff: Backoff;
  readonly #open: OpenSocket;
  #socket: Socket | null = null;
  #status: LinkStatus = "stopped";
  #heartbeatS = DEFAULT_HEARTBEAT_S;
  #cancelRetry: Cancel | null = null;
  #cancelWatch: Cancel | null = null;

  constructor(options: LinkOptions<In>) {
    this.#options = options;
    this.#backoff = options.backoff ?? new Backoff();
    this.#open = options.openSocket ?? browserSocket;
  }

  get status(): LinkStatus {
    return this.#status;
  }

  /** Connects, and stays connected until `stop`. */
  start(): void {
    if (this.#status === "stopped") this.#connect();
  }

  stop(): void {
    this.#clear();
    this.#drop(1000);
    this.#set("stopped");
  }

  /** Leaves this socket and opens another at once. */
  restart(): void {
    if (this.#status === "stopped") return;
    this.#clear();
    this.#drop(1000);
    this.#connect();
  }

  /** The network is gone: no need to wait for the silence. Attempts go on. */
  lose(): void {
    if (this.#socket) this.#lost(1006);
  }

  /** The network is back, or somebody asked to try: no need to wait longer. */
  retryNow(): void {
    if (this.#status !== "waiting") return;
    this.#backoff.reset();
    this.#clear();
    this.#connect();
  }

  /** The service's rhythm, from its welcome; also the sign that the connection works. */
  established(heartbeatS: number): void {
    this.#heartbeatS = heartbeatS;
    this.#backoff.reset();
    this.#watch(this.#silenceMs());
  }

  /** False when there is no open socket; nothing is kept here for later. */
  send(frame: Out): boolean {
    if (this.#status !== "open" || this.#socket === null) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #connect(): void {
    this.#set("connecting");
    let socket: Socket;
    try {
      socket = this.#open(this.#options.url, SUBPROTOCOL);
    } catch {
      // A policy of the page forbids it, or the address is none: the same as not reachable.
      this.#lost(1006);
      return;
    }
    this.#socket = socket;
    socket.onopen = () => {
      if (socket !== this.#socket) return;
      this.#watch(this.#silenceMs());
      this.#set("open");
      this.#options.onOpen();
    };
    socket.onmessage = (event) => {
      if (socket !== this.#socket) return;
      this.#watch(this.#silenceMs());
      const frame = parse<In>(event.data);
      if (frame !== null) this.#options.onFrame(frame);
    };
    socket.onclose = (event) => {
      if (socket === this.#socket) this.#lost(event.code);
    };
    socket.onerror = () => undefined; // a close always follows
    this.#watch(HANDSHAKE_MS);
  }

  #lost(code: number): void {
    this.#clear();
    this.#drop(1000);
    if (this.#options.onClose?.(code) === false) {
      this.#set("stopped");
      return;
    }
    this.#set("waiting");
    this.#cancelRetry = this.#options.clock.after(this.#backoff.next(), () => this.#connect());
  }

  #drop(code: number): void {
    const socket = this.#socket;
    this.#socket = null;
    if (socket === null) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    try {
      socket.close(code);
    } catch {
      // Closing what is still connecting may throw; it is let go either way.
    }
  }

  #watch(ms: number): void {
    this.#cancelWatch?.();
    this.#cancelWatch = this.#options.clock.after(ms, () => this.#lost(1006));
  }

  #silenceMs(): number {
    return this.#heartbeatS * SILENCE * 1000;
  }

  #clear(): void {
    this.#cancelRetry?.();
    this.#cancelWatch?.();
    this.#cancelRetry = this.#cancelWatch = null;
  }

  #set(status: LinkStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#options.onStatus?.(status);
  }
}

/** The frame in *data*, or null for what is not one: a newer service may say more than we know. */
function parse<In>(data: unknown): In | null {
  if (typeof data !== "string") return null;
  try {
    const value: unknown = JSON.parse(data);
    return typeof value === "object" && value !== null && "type" in value ? (value as In) : null;
  } catch {
    return null;
  }
}
