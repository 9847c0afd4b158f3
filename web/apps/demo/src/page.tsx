import type { DemoCustomer } from "@hangat/protocol";
import type { Language } from "@hangat/ui";
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { customers, keepLanguage, keptLanguage, remembered, signIn, signOut } from "./account";
import { TEXTS, type Texts } from "./i18n";

const LANGUAGES: [Language, string][] = [
  ["id", "Indonesia"],
  ["en", "English"],
];

export function Page(): JSX.Element {
  const [language, setLanguage] = useState<Language>(keptLanguage);
  const t = TEXTS[language];
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choose = (chosen: Language): void => {
    setLanguage(chosen);
    keepLanguage(chosen);
    window.Hangat?.setLanguage(chosen);
  };
  return (
    <div class="h-app">
      <header class="top">
        <span class="bank">{t.bank}</span>
        <div class="languages" role="group" aria-label={t.language}>
          {LANGUAGES.map(([code, name]) => (
            <button
              key={code}
              type="button"
              class="button button--quiet"
              lang={code}
              aria-pressed={code === language}
              onClick={() => choose(code)}
            >
              {name}
            </button>
          ))}
        </div>
      </header>
      <main>
        <p class="demo">{t.demo}</p>
        <h1>{t.title}</h1>
        <p class="lead">{t.lead}</p>
        <p class="ways">
          <button type="button" class="button button--main" onClick={() => window.Hangat?.open()}>
            {t.openChat}
          </button>
          <a class="button" href="/console/">
            {t.staff}
          </a>
        </p>
        <Account t={t} />
        <section aria-labelledby="tries">
          <h2 id="tries">{t.tryTitle}</h2>
          <dl>
            {t.tries.map(([what, how]) => (
              <div key={what}>
                <dt>{what}</dt>
                <dd>{how}</dd>
              </div>
            ))}
          </dl>
        </section>
      </main>
    </div>
  );
}

type List = readonly DemoCustomer[] | "loading" | "failed";

function Account({ t }: { t: Texts }): JSX.Element {
  const [list, setList] = useState<List>("loading");
  const [name, setName] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const load = (): void => {
    setList("loading");
    customers().then(setList, () => setList("failed"));
  };
  const enter = (subject: string): void => {
    setBusy(true);
    setFailed(false);
    signIn(subject)
      .then(setName, () => setFailed(true))
      .finally(() => setBusy(false));
  };
  useEffect(() => {
    load();
    const subject = remembered();
    if (subject !== null) enter(subject);
  }, []);
  return (
    <section class="account" aria-labelledby="account">
      <h2 id="account">{t.signIn}</h2>
      <p class="hint">{t.signInText}</p>
      <p role="status" class="who">
        {busy ? t.signingIn : name !== null && t.signedIn(name)}
      </p>
      {failed && (
        <p role="alert" class="error">
          {t.signInFailed}
        </p>
      )}
      {name !== null && !busy ? (
        <button
          type="button"
          class="button"
          onClick={() => {
            signOut();
            setName(null);
          }}
        >
          {t.signOut}
        </button>
      ) : (
        <Customers t={t} list={list} busy={busy} onChoose={enter} onRetry={load} />
      )}
    </section>
  );
}

interface CustomersProps {
  t: Texts;
  list: List;
  busy: boolean;
  onChoose: (subject: string) => void;
  onRetry: () => void;
}

function Customers({ t, list, busy, onChoose, onRetry }: CustomersProps): JSX.Element {
  if (list === "loading") {
    return (
      <div class="customers" aria-busy="true">
        <span class="visually-hidden">{t.loading}</span>
        <div class="skeleton" />
        <div class="skeleton" />
        <div class="skeleton" />
      </div>
    );
  }
  if (list === "failed") {
    return (
      <p role="alert">
        {t.listFailed}{" "}
        <button type="button" class="button" onClick={onRetry}>
          {t.retry}
        </button>
      </p>
    );
  }
  if (list.length === 0) return <p>{t.none}</p>;
  return (
    <ul class="customers">
      {list.map(({ subject, name, about }) => (
        <li key={subject}>
          <button
            type="button"
            class="button customer"
            disabled={busy}
            onClick={() => onChoose(subject)}
          >
            <span class="name">{name}</span>
            <span class="hint">{about}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
