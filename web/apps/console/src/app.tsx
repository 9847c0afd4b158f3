// Who is signed in decides what is shown.
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Session } from "@hangat/protocol";
import { browserStorage, RestError, StaffApi } from "@hangat/client";
import { Languages, SignIn, type SignInFailure } from "@hangat/ui";
import { showWaiting } from "./alerts";
import { Desk } from "./desk";
import { languages } from "./i18n";
import { loadPrefs, type Prefs, savePrefs } from "./prefs";

/** `asking`: whether somebody is signed in is not known yet. */
type Who = "asking" | "unreachable" | "nobody" | "ended" | Session;

/** Seconds to wait when the service is too busy to say how long. */
const LIMITED_S = 30;

export function App(): JSX.Element {
  const api = useMemo(() => new StaffApi(), []);
  const storage = useMemo(() => browserStorage("hangat.console.", () => localStorage), []);
  const [prefs, setAllPrefs] = useState<Prefs>(() => loadPrefs(storage));
  const [who, setWho] = useState<Who>("asking");
  const t = languages[prefs.lang];

  const setPrefs = useCallback(
    (change: Partial<Prefs>) => {
      setAllPrefs((had) => {
        const next = { ...had, ...change };
        savePrefs(storage, next);
        return next;
      });
    },
    [storage],
  );

  const ask = useCallback(() => {
    setWho("asking");
    api.session().then(
      (session) => setWho(session ?? "nobody"),
      () => setWho("unreachable"),
    );
  }, [api]);

  useEffect(ask, [ask]);
  useEffect(() => {
    document.documentElement.lang = prefs.lang;
  }, [prefs.lang]);
  const inside = typeof who === "object";
  useEffect(() => {
    if (!inside) showWaiting(0, `${t.product} · ${t.console}`);
  }, [inside, t]);

  const signedOut = useCallback((ended: boolean) => setWho(ended ? "ended" : "nobody"), []);

  async function enter(email: string, password: string): Promise<SignInFailure | null> {
    try {
      setWho(await api.signIn(email, password));
      return null;
    } catch (error) {
      return failure(error);
    }
  }

  if (typeof who === "object")
    return (
      <Desk
        key={who.me.id}
        session={who}
        api={api}
        prefs={prefs}
        setPrefs={setPrefs}
        onSignedOut={signedOut}
      />
    );
  if (who === "asking" || who === "unreachable")
    return (
      <main class="door h-app">
        <div class="door__sheet" role="status">
          <p class="door__product">{t.product}</p>
          <h1 class="door__title">{who === "asking" ? t.link.connecting : t.link.away}</h1>
          {who === "unreachable" ? (
            <>
              <p class="hint">{t.link.awayHint}</p>
              <button type="button" class="button button--main" onClick={ask}>
                {t.retry}
              </button>
            </>
          ) : null}
        </div>
      </main>
    );
  return (
    <SignIn
      t={t.signIn}
      product={t.product}
      notice={who === "ended" ? t.signIn.ended : null}
      enter={enter}
    >
      <Languages label={t.language} value={prefs.lang} onChange={(lang) => setPrefs({ lang })} />
    </SignIn>
  );
}

function failure(error: unknown): SignInFailure {
  if (!(error instanceof RestError)) throw error;
  if (error.unreachable) return { kind: "unreachable" };
  if (error.status === 429) return { kind: "limited", seconds: error.retryAfterS ?? LIMITED_S };
  if (error.status === 401 || error.status === 403 || error.status === 422)
    return { kind: "wrong" };
  return { kind: "failed" };
}
