// The open chat: header, connection line, log, and what belongs below it now.
import type { CustomerClient, CustomerView } from "@hangat/client";
import { Icon, type Language } from "@hangat/ui";
import { TriangleAlert, X } from "lucide";
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Composer } from "./composer";
import { ConfirmEnd } from "./confirm";
import { Ending } from "./ending";
import { backCloses, followViewport, lockScroll, trapTab } from "./focus";
import { useFocusHeld, useMedia } from "./hooks";
import type { Texts } from "./i18n";
import { Log, writing } from "./log";
import { Menu } from "./menu";
import { Avatar } from "./parts";
import { save, transcript } from "./rest";
import type { Settings } from "./settings";
import type { Shell } from "./shell";
import { WaitingPanel } from "./waiting";

/** Two taps within this many milliseconds and pixels are one. */
const DOUBLE_TAP_MS = 400;
const SAME_PLACE = 40;

export const PHONE_QUERY = "(max-width: 480px), (max-height: 480px)";

interface SheetProps {
  client: CustomerClient;
  view: CustomerView;
  shell: Shell;
  draft: string;
  settings: Settings;
  t: Texts;
  language: Language;
  onClose: () => void;
}

export function Sheet(props: SheetProps): JSX.Element {
  const { client, view, shell, draft, settings, t, language, onClose } = props;
  const sheet = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const full = useMedia(PHONE_QUERY);
  const [menu, setMenu] = useState(false);
  const [ending, setEnding] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const floor = view.state?.floor ?? "bot";

  const refocus = (): void => {
    // On a phone the field would call the keyboard up over what there is to read.
    if (full || !field.current) sheet.current?.focus();
    else field.current.focus();
  };
  // Before the next key arrives: whoever types fast must not type into the page.
  useLayoutEffect(refocus, []);
  const held = useFocusHeld(sheet, refocus);
  useLayoutEffect(() => {
    if (!full || !sheet.current) return;
    const unlock = lockScroll();
    const unfollow = followViewport(sheet.current);
    return () => {
      unlock();
      unfollow();
    };
  }, [full]);
  useLayoutEffect(() => (full ? backCloses(onClose) : undefined), [full]);
  const tap = useRef({ at: 0, x: 0, y: 0 });
  /** What comes up under the finger must not take the second tap of two. */
  const onceOnly = (event: MouseEvent): void => {
    const { timeStamp: at, clientX: x, clientY: y } = event;
    const last = tap.current;
    tap.current = { at, x, y };
    if (
      at - last.at < DOUBLE_TAP_MS &&
      Math.abs(x - last.x) + Math.abs(y - last.y) < SAME_PLACE &&
      (event.target as Element).closest(".waiting")
    ) {
      event.preventDefault();
      event.stopPropagation();
    }
  };

  const downloads = async (): Promise<void> => {
    const conversation = view.state?.conversation;
    const token = client.token;
    if (!conversation || !token) return;
    setProblem(null);
    try {
      const blob = await transcript(settings.origin, conversation, token);
      save(blob, `${t.transcriptFile}-${conversation.slice(0, 8)}.txt`);
    } catch {
      setProblem(t.transcriptFailed);
    }
  };
  const onTranscript = view.state ? () => void downloads() : null;

  return (
    <div
      ref={sheet}
      class="sheet"
      role="dialog"
      aria-modal={full}
      aria-label={t.sheet(settings.title)}
      tabIndex={-1}
      {...held}
      onClickCapture={onceOnly}
      onInput={() => {
        tap.current.at = 0; // whoever has written meanwhile taps on purpose
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.isComposing) {
          event.stopPropagation();
          if (menu) setMenu(false);
          else onClose();
        }
        if (full && sheet.current) trapTab(sheet.current, event);
      }}
    >
      <div class="header">
        <Who view={view} t={t} title={settings.title} />
        <Menu
          open={menu}
          setOpen={setMenu}
          t={t}
          language={language}
          setLanguage={(chosen) => shell.set({ language: chosen })}
          onTranscript={onTranscript}
          onEnd={view.state && floor !== "closed" ? () => setEnding(true) : null}
        />
        <button
          type="button"
          class="button button--quiet button--icon"
          aria-label={t.close}
          onClick={onClose}
        >
          <Icon icon={X} />
        </button>
      </div>
      <ConnectionLine client={client} view={view} t={t} />
      {view.connection === "refused" ? (
        <Refusal client={client} t={t} />
      ) : (
        <Log client={client} view={view} t={t} language={language} title={settings.title} />
      )}
      <p class="visually-hidden" role="status">
        {writing(view) && (floor === "agent" ? t.agentWrites(agentName(view, t)) : t.botWrites)}
      </p>
      <Problems client={client} view={view} t={t} problem={problem} />
      {floor === "queue" && <WaitingPanel client={client} view={view} t={t} />}
      {floor === "closed" && (
        <Ending
          key={view.state?.conversation}
          client={client}
          view={view}
          t={t}
          onTranscript={() => void downloads()}
        />
      )}
      {floor !== "closed" && view.connection !== "refused" && (
        <Composer client={client} view={view} shell={shell} draft={draft} t={t} field={field} />
      )}
      {ending && (
        <ConfirmEnd
          t={t}
          onEnd={() => {
            setEnding(false);
            client.end();
          }}
          onKeep={() => setEnding(false)}
        />
      )}
    </div>
  );
}

interface PartProps {
  client: CustomerClient;
  view: CustomerView;
  t: Texts;
}

function agentName(view: CustomerView, t: Texts): string {
  return view.state?.agent ?? t.agentTag;
}

function Who({ view, t, title }: { view: CustomerView; t: Texts; title: string }): JSX.Element {
  const floor = view.state?.floor ?? "bot";
  const agent = agentName(view, t);
  const now = {
    bot: t.bot,
    queue: t.waitingForAgent,
    agent,
    closed: t.over,
  }[floor];
  return (
    <div class="who-now">
      <Avatar author={floor === "agent" ? "agent" : "bot"} name={agent} />
      <div>
        <h2>{t.service(title)}</h2>
        <p>
          {now}
          {floor === "bot" && <span class="tag">{t.botTag}</span>}
          {floor === "agent" && <span class="tag">{t.agentTag}</span>}
        </p>
      </div>
    </div>
  );
}

function ConnectionLine({ client, view, t }: PartProps): JSX.Element {
  const lost = view.connection === "lost";
  return (
    <div role="status" class={lost ? "line" : "visually-hidden"}>
      {lost && (
        <>
          <Icon icon={TriangleAlert} size={18} />
          <span>{view.state ? t.lost : t.unreachable}</span>
          <button type="button" class="link" onClick={() => client.wake()}>
            {t.tryNow}
          </button>
        </>
      )}
    </div>
  );
}

function Refusal({ client, t }: Omit<PartProps, "view">): JSX.Element {
  return (
    <div class="refusal" role="alert">
      <Icon icon={TriangleAlert} size={28} />
      <h3>{t.refusedTitle}</h3>
      <p>{t.refusedText}</p>
      <button type="button" class="button" onClick={() => client.wake()}>
        {t.retry}
      </button>
    </div>
  );
}

/** Wishes that were refused, and other things that did not work. */
function Problems({ client, view, t, problem }: PartProps & { problem: string | null }): JSX.Element {
  const failed = view.outbox.filter(
    ({ status, frame }) => status === "failed" && t.wishFailed[frame.type],
  );
  return (
    <div role="alert" class={failed.length > 0 || problem ? "problems" : "visually-hidden"}>
      {problem && <p class="error">{problem}</p>}
      {failed.map(({ frame, code }) => (
        <p key={frame.client_id} class="error">
          {t.wishFailed[frame.type]} {(code && t.errors[code]) ?? t.error}{" "}
          <button type="button" class="link" onClick={() => client.retry(frame.client_id)}>
            {t.retry}
          </button>{" "}
          <button type="button" class="link" onClick={() => client.discard(frame.client_id)}>
            {t.discard}
          </button>
        </p>
      ))}
    </div>
  );
}
