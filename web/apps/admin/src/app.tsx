// The admin page: who may see it, and its parts.
import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { Session } from "@hangat/protocol";
import { browserStorage, newId, RestError, StaffApi } from "@hangat/client";
import { type Language, Languages, SignIn, type SignInFailure, Toasts } from "@hangat/ui";
import { type House, HouseContext } from "./context";
import { languages, type Texts } from "./i18n";
import { Policy } from "./parts/policy/policy";
import { Staff } from "./parts/staff";
import { System } from "./parts/system";

type Who = "asking" | "unreachable" | "nobody" | "ended" | Session;

interface Said {
  id: string;
  tone: "good" | "bad";
  text: string;
  undo?: () => void;
}

/** Seconds to wait when the service is too busy to say how long. */
const LIMITED_S = 30;
/** How long a good message stays, in milliseconds: long enough to take something back. */
const SAID_MS = 10_000;

export function App(): JSX.Element {
  const api = useMemo(() => new StaffApi(), []);
  const storage = useMemo(() => browserStorage("hangat.admin.", () => localStorage), []);
  const [lang, setLang] = useState<Language>(() => (storage.get("lang") === "en" ? "en" : "id"));
  const [who, setWho] = useState<Who>("asking");
  const t = languages[lang];

  const ask = useCallback(() => {
    setWho("asking");
    api.session().then(
      (session) => setWho(session ?? "nobody"),
      () => setWho("unreachable"),
    );
  }, [api]);
  useEffect(ask, [ask]);
  useEffect(() => {
    document.documentElement.lang = lang;
    document.title = `${t.product} · ${t.page}`;
  }, [lang, t]);

  async function enter(email: string, password: string): Promise<SignInFailure | null> {
    try {
      setWho(await api.signIn(email, password));
      return null;
    } catch (error) {
      return failure(error);
    }
  }

  const switcher = (
    <Languages
      label={t.language}
      value={lang}
      onChange={(next) => {
        storage.set("lang", next);
        setLang(next);
      }}
    />
  );
  if (typeof who === "object" && who.me.role !== "agent")
    return (
      <Inside t={t} api={api} session={who} leave={setWho}>
        {switcher}
      </Inside>
    );
  if (who === "nobody" || who === "ended")
    return (
      <SignIn
        t={t.signIn}
        product={t.product}
        notice={who === "ended" ? t.signIn.ended : null}
        enter={enter}
      >
        {switcher}
      </SignIn>
    );
  const title = who === "asking" ? t.asking : who === "unreachable" ? t.away : t.noAccess;
  return (
    <main class="door h-app">
      <div class="door__sheet" role="status">
        <p class="door__product">{t.product}</p>
        <h1 class="door__title">{title}</h1>
        {who === "unreachable" ? (
          <>
            <p class="hint">{t.awayHint}</p>
            <button type="button" class="button button--main" onClick={ask}>
              {t.retry}
            </button>
          </>
        ) : null}
        {typeof who === "object" ? (
          <>
            <p class="hint">{t.noAccessHint(who.me.name)}</p>
            <a class="button button--main" href="/console/">
              {t.toConsole}
            </a>
          </>
        ) : null}
        {switcher}
      </div>
    </main>
  );
}

interface InsideProps {
  t: Texts;
  api: StaffApi;
  session: Session;
  leave(who: "nobody" | "ended"): void;
  children: JSX.Element;
}

function Inside({ t, api, session, leave, children }: InsideProps): JSX.Element {
  const [said, setSaid] = useState<readonly Said[]>([]);
  const { me } = session;
  const dismiss = useCallback((id: string) => setSaid((had) => had.filter((s) => s.id !== id)), []);
  const say = useCallback<House["say"]>(
    (tone, text, undo) => {
      const id = newId();
      setSaid([{ id, tone, text, ...(undo ? { undo } : {}) }]);
      if (tone === "good") setTimeout(() => dismiss(id), SAID_MS);
    },
    [dismiss],
  );
  const ended = useCallback(() => leave("ended"), [leave]);
  const house = useMemo<House>(
    () => ({ t, api, me: me.id, mayChange: me.role === "admin", say, ended }),
    [t, api, me, say, ended],
  );

  async function signOut(): Promise<void> {
    try {
      await api.signOut();
      leave("nobody");
    } catch (error) {
      if (error instanceof RestError && error.status === 401) leave("nobody");
      else say("bad", t.error["unreachable"] ?? "");
    }
  }

  return (
    <HouseContext.Provider value={house}>
      <div class="admin h-app">
        <header class="top">
          <h1 class="top__title">
            <span class="top__product">{t.product}</span> {t.page}
          </h1>
          <div class="top__side">
            <span class="hint">{t.signedInAs(me.name, t.role[me.role])}</span>
            {children}
            <a class="button button--quiet" href="/console/">
              {t.toConsole}
            </a>
            <button type="button" class="button button--quiet" onClick={() => void signOut()}>
              {t.signOut}
            </button>
          </div>
        </header>
        <nav class="parts-nav" aria-label={t.parts}>
          <a href="#system">{t.system.title}</a>
          <a href="#policy">{t.policy.title}</a>
          <a href="#staff">{t.staff.title}</a>
        </nav>
        <main class="sheets">
          <System />
          <Policy />
          <Staff />
        </main>
      </div>
      <Toasts
        toasts={said.map(({ id, tone, text, undo }) => ({
          id,
          tone,
          text,
          ...(undo ? { act: { label: t.said.undo, do: undo } } : {}),
        }))}
        closeLabel={t.close}
        onClose={dismiss}
      />
    </HouseContext.Provider>
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
