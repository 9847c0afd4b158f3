import { describe, expect, test } from "vitest";
import { RestError, StaffApi } from "../src/staff";

const ME = { id: "1", name: "Dewi", email: "d@bank.example", role: "agent", capacity: 4 };
const SESSION = { me: ME, csrf: "secret", expires_at: "2026-11-21T20:00:00Z" };

function setUp(...answers: (Response | Error)[]) {
  const asked: { url: string; init: RequestInit }[] = [];
  const api = new StaffApi((url, init) => {
    asked.push({ url, init });
    const answer = answers.shift();
    if (answer === undefined) throw new Error("nothing more was expected");
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
  });
  return { api, asked };
}

const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

describe("the staff's REST side", () => {
  test("nobody signed in is no error", async () => {
    const { api } = setUp(json({ error: "unauthorized", message: "" }, 401));
    expect(await api.session()).toBeNull();
  });

  test("the token against forgery travels with what changes something, and only then", async () => {
    const { api, asked } = setUp(
      json(SESSION),
      json({ items: [] }),
      new Response(null, { status: 204 }),
    );
    await api.signIn("d@bank.example", "x");
    await api.followUps("open");
    await api.signOut();
    const tokens = asked.map(
      ({ init }) => (init.headers as Record<string, string>)["X-CSRF-Token"],
    );
    expect(tokens).toEqual([undefined, undefined, "secret"]);
  });

  test("too many attempts say how long to wait", async () => {
    const problem = { error: "rate_limited", message: "" };
    const { api } = setUp(json(problem, 429, { "Retry-After": "61" }));
    const error = await api.signIn("d@bank.example", "x").catch((e: unknown) => e);
    expect(error).toMatchObject({ status: 429, retryAfterS: 61, problem });
  });

  test("no answer and an answer of somebody else's are told apart", async () => {
    const { api } = setUp(new TypeError("failed"), new Response("<html>", { status: 502 }));
    const lost = await api.system().catch((e: unknown) => e);
    expect(lost).toBeInstanceOf(RestError);
    expect(lost).toMatchObject({ unreachable: true });
    const foreign = await api.system().catch((e: unknown) => e);
    expect(foreign).toMatchObject({ status: 502, problem: null, unreachable: false });
  });

  test("a reference is one part of the address, whatever is in it", async () => {
    const { api, asked } = setUp(json({}));
    await api.closeFollowUp("../staff", "selesai");
    expect(asked[0]?.url).toBe("/api/v1/follow-ups/..%2Fstaff/close");
  });
});
