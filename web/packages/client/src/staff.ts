// The REST side of the staff's pages: the session, follow-ups, suggestions, accounts, the policy, the
// system.
import type {
  ChangeStaff,
  FollowUpList,
  FollowUpView,
  NewPolicy,
  NewStaff,
  PolicyHistory,
  PolicyVersion,
  Problem,
  Session,
  StaffAccount,
  StaffList,
  SuggestionList,
  SuggestionUse,
  SystemView,
} from "@hangat/protocol";

/** Why a request brought nothing. `status` 0: nobody answered. */
export class RestError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | null,
    readonly retryAfterS: number | null,
  ) {
    super(
      problem?.message ?? (status === 0 ? "the service cannot be reached" : `status ${status}`),
    );
    this.name = "RestError";
  }

  get unreachable(): boolean {
    return this.status === 0;
  }
}

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** Milliseconds after which an answer no longer comes. */
const DEADLINE_MS = 15_000;

export class StaffApi {
  readonly #fetch: Fetch;
  #csrf: string | null = null;

  constructor(fetch: Fetch = (url, init) => globalThis.fetch(url, init)) {
    this.#fetch = fetch;
  }

  /** The session of this browser, or null when nobody is signed in. */
  async session(): Promise<Session | null> {
    try {
      return this.#remember(await this.#ask<Session>("GET", "/api/v1/staff/session"));
    } catch (error) {
      if (error instanceof RestError && error.status === 401) return null;
      throw error;
    }
  }

  async signIn(email: string, password: string): Promise<Session> {
    return this.#remember(
      await this.#ask<Session>("POST", "/api/v1/staff/sign-in", { email, password }),
    );
  }

  async signOut(): Promise<void> {
    await this.#ask<unknown>("POST", "/api/v1/staff/sign-out");
    this.#csrf = null;
  }

  async followUps(state: "open" | "closed"): Promise<readonly FollowUpView[]> {
    return (await this.#ask<FollowUpList>("GET", `/api/v1/follow-ups?state=${state}`)).items;
  }

  async closeFollowUp(reference: string, note: string): Promise<void> {
    const path = `/api/v1/follow-ups/${encodeURIComponent(reference)}/close`;
    await this.#ask<unknown>("POST", path, { note });
  }

  async staff(): Promise<readonly StaffAccount[]> {
    return (await this.#ask<StaffList>("GET", "/api/v1/staff")).items;
  }

  async addStaff(account: NewStaff): Promise<void> {
    await this.#ask<unknown>("POST", "/api/v1/staff", account);
  }

  async changeStaff(id: string, change: ChangeStaff): Promise<void> {
    await this.#ask<unknown>("PATCH", `/api/v1/staff/${encodeURIComponent(id)}`, change);
  }

  async system(): Promise<SystemView> {
    return this.#ask<SystemView>("GET", "/api/v1/system");
  }

  async policy(): Promise<PolicyHistory> {
    return this.#ask<PolicyHistory>("GET", "/api/v1/policy");
  }

  /** Sets the version after `base`, which must still be in force. */
  async changePolicy(wanted: NewPolicy): Promise<PolicyVersion> {
    return this.#ask<PolicyVersion>("POST", "/api/v1/policy", wanted);
  }

  /** Sets what was in force before version *base*, which must still be in force. */
  async undoPolicy(base: number): Promise<PolicyVersion> {
    return this.#ask<PolicyVersion>("POST", "/api/v1/policy/undo", { base });
  }

  /** Replies for the customer's last message. */
  async suggestions(conversation: string): Promise<SuggestionList> {
    const id = encodeURIComponent(conversation);
    return this.#ask<SuggestionList>("GET", `/api/v1/conversations/${id}/suggestions`);
  }

  /** What became of a suggestion; *use* is an id of the caller's own for this one insertion. */
  async suggestionUse(conversation: string, use: string, report: SuggestionUse): Promise<void> {
    const id = encodeURIComponent(conversation);
    const path = `/api/v1/conversations/${id}/suggestions/${encodeURIComponent(use)}`;
    await this.#ask<unknown>("PUT", path, report);
  }

  #remember(session: Session): Session {
    this.#csrf = session.csrf;
    return session;
  }

  async #ask<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Accept: "application/json" };
    if (body !== undefined) headers["Content-Type"] = "application/json";
    if (method !== "GET" && this.#csrf !== null) headers["X-CSRF-Token"] = this.#csrf;
    let response: Response;
    try {
      response = await this.#fetch(path, {
        method,
        headers,
        credentials: "same-origin",
        signal: AbortSignal.timeout(DEADLINE_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw new RestError(0, null, null);
    }
    const answer = await json(response);
    if (!response.ok) throw new RestError(response.status, problem(answer), seconds(response));
    return answer as T;
  }
}

/** The body as JSON; undefined for an empty or a foreign one, as a proxy may send. */
async function json(response: Response): Promise<unknown> {
  const text = await response.text().catch(() => "");
  try {
    return text === "" ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function problem(answer: unknown): Problem | null {
  const known = typeof answer === "object" && answer !== null && "error" in answer;
  return known ? (answer as Problem) : null;
}

function seconds(response: Response): number | null {
  const value = Number(response.headers.get("Retry-After") ?? Number.NaN);
  return Number.isFinite(value) && value >= 0 ? Math.ceil(value) : null;
}
