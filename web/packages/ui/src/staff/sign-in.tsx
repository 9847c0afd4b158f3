// The door of the staff's pages.
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { Eye, EyeOff } from "lucide";
import { Icon } from "../icon";

export interface SignInTexts {
  title: string;
  lead: string;
  email: string;
  password: string;
  show: string;
  hide: string;
  submit: string;
  busy: string;
  missing: string;
  wrong: string;
  limited(seconds: number): string;
  unreachable: string;
  failed: string;
}

/** Why nobody was let in. `limited` says for how many seconds. */
export type SignInFailure =
  { kind: "wrong" | "unreachable" | "failed" } | { kind: "limited"; seconds: number };

export interface SignInProps {
  t: SignInTexts;
  product: string;
  /** A word on why the form is shown, such as a session that has ended. */
  notice?: string | null;
  /** Resolves with null when somebody was let in. */
  enter(email: string, password: string): Promise<SignInFailure | null>;
  /** The language switch. */
  children?: ComponentChildren;
}

export function SignIn({ t, product, notice, enter, children }: SignInProps): JSX.Element {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [shown, setShown] = useState(false);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<SignInFailure | { kind: "missing" } | null>(null);
  const left = useCountdown(failure?.kind === "limited" ? failure : null);
  const emailField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const [emailId, passwordId, errorId] = [useId(), useId(), useId()];

  useEffect(() => emailField.current?.focus(), []);

  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    if (busy || left > 0) return;
    if (email.trim() === "" || password === "") {
      setFailure({ kind: "missing" });
      (email.trim() === "" ? emailField : passwordField).current?.focus();
      return;
    }
    setBusy(true);
    const refused = await enter(email.trim(), password);
    setBusy(false);
    setFailure(refused);
    if (refused?.kind === "wrong") passwordField.current?.select();
  }

  const unfit = failure?.kind === "wrong" || failure?.kind === "missing";
  const text =
    failure === null || (failure.kind === "limited" && left === 0)
      ? null
      : failure.kind === "limited"
        ? t.limited(left)
        : t[failure.kind];

  return (
    <main class="door h-app">
      <form class="door__sheet" onSubmit={(event) => void submit(event)} noValidate>
        <p class="door__product">{product}</p>
        <h1 class="door__title">{t.title}</h1>
        <p class="hint">{t.lead}</p>
        {notice ? (
          <p class="door__notice" role="status">
            {notice}
          </p>
        ) : null}
        <div>
          <label class="label" for={emailId}>
            {t.email}
          </label>
          <input
            ref={emailField}
            id={emailId}
            class="field"
            type="email"
            name="email"
            autocomplete="username"
            value={email}
            aria-invalid={unfit && (failure.kind === "wrong" || email.trim() === "")}
            aria-describedby={text ? errorId : undefined}
            onInput={(event) => setEmail(event.currentTarget.value)}
          />
        </div>
        <div>
          <label class="label" for={passwordId}>
            {t.password}
          </label>
          <div class="door__secret">
            <input
              ref={passwordField}
              id={passwordId}
              class="field"
              {...(shown ? { type: "text" as const } : { type: "password" as const })}
              name="password"
              autocomplete="current-password"
              value={password}
              aria-invalid={unfit && (failure.kind === "wrong" || password === "")}
              aria-describedby={text ? errorId : undefined}
              onInput={(event) => setPassword(event.currentTarget.value)}
            />
            <button
              type="button"
              class="button button--quiet button--icon"
              aria-pressed={shown}
              onClick={() => setShown(!shown)}
            >
              <Icon icon={shown ? EyeOff : Eye} label={shown ? t.hide : t.show} />
            </button>
          </div>
        </div>
        <p class="error door__error" id={errorId} role="alert">
          {text}
        </p>
        <button type="submit" class="button button--main" disabled={busy || left > 0}>
          {busy ? t.busy : t.submit}
        </button>
        {children}
      </form>
    </main>
  );
}

/** Seconds that are left of *limit*, counted down. */
function useCountdown(limit: { seconds: number } | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (limit === null) {
      setLeft(0);
      return undefined;
    }
    const until = Date.now() + limit.seconds * 1000;
    const tick = () => setLeft(Math.max(0, Math.ceil((until - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 1000);
    return () => clearInterval(timer);
  }, [limit]);
  return left;
}
