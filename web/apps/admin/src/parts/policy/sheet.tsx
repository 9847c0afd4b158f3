// The policy in force, a draft of the next version, and those before.
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Info, Undo2 } from "lucide";
import type { PolicyContent, PolicyHistory, PolicyVersion } from "@hangat/protocol";
import { Icon } from "@hangat/ui";
import { inWords, useHouse } from "../../context";
import { differences, draftOf, NUMBERS, type NumberPath } from "../../policy";
import { SaveDialog, UndoDialog } from "./dialogs";
import { type Editing, NumberField } from "./fields";
import { History } from "./history";
import { Rules } from "./rules";
import { Thresholds } from "./thresholds";
import { Title } from "./title";
import { useWork } from "./use-work";
import { because, newest, setBy } from "./words";

/** The page asks this often, in milliseconds, whether somebody else changed it. */
const EVERY_MS = 15_000;
const GUARDS = ["most_offers", "offer_pause", "max_failures"] as const;
const WAITS = NUMBERS.filter((path) => path.endsWith("_s") || path.startsWith("targets_s."));

interface SheetProps {
  history: PolicyHistory;
  load(): Promise<PolicyHistory | null>;
  added(version: PolicyVersion): void;
}

export function Sheet({ history, load, added }: SheetProps): JSX.Element {
  const house = useHouse();
  const { t, api, mayChange, say } = house;
  const base = newest(history);
  const before = history.versions[1];
  const { from, draft, changes, wrong, dirty, editing, take, edit, refuse } = useWork(base);
  const [layer, setLayer] = useState<"save" | "undo" | null>(null);
  const [note, setNote] = useState("");
  const form = useRef<HTMLFormElement>(null);

  // Somebody else's version is taken by itself only while nothing here would move under the hand.
  useEffect(() => {
    if (!dirty && layer === null && base.number > from.number) take(base);
  }, [base, from, dirty, layer, take]);
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") void load();
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, [load]);

  function fill(content: PolicyContent): void {
    if (differences(content, draft.content).length === 0)
      return say("good", t.policy.nothingToFill);
    edit(() => draftOf(content));
    say("good", t.policy.filled, () => edit(() => draft));
  }

  function drop(): void {
    edit(() => draftOf(from.content));
    setNote("");
  }

  function save(event: Event): void {
    event.preventDefault();
    const first = NUMBERS.find((path) => editing.faults[path] !== undefined);
    if (first === undefined) setLayer("save");
    else focus(first);
  }

  function focus(path: NumberPath): void {
    form.current?.querySelector<HTMLElement>(`[data-field="${path}"]`)?.focus();
  }

  /** Takes back at once, without asking: the way back from a message. */
  async function undoNow(version: PolicyVersion): Promise<void> {
    try {
      settled(await api.undoPolicy(version.number), t.policy.said.undone);
    } catch (error) {
      const words = inWords(error, house);
      if (words !== null) say("bad", words);
    }
  }

  /** *version* is in force. What else was changed here stays changed. */
  function settled(version: PolicyVersion, words: (n: number) => string): void {
    setLayer(null);
    setNote("");
    take(version);
    added(version);
    say("good", words(version.number), () => void undoNow(version));
  }

  async function build(): Promise<void> {
    const next = await load();
    if (next === null) return say("bad", t.error["unreachable"] ?? "");
    setLayer(null);
    take(newest(next));
    say("good", t.policy.rebased(newest(next).number));
  }

  const why = because(base, t);
  return (
    <>
      <header class="sheet__head">
        <Title />
        {mayChange && before !== undefined ? (
          <button type="button" class="button" onClick={() => setLayer("undo")}>
            <Icon icon={Undo2} size={16} />
            {t.policy.undo(base.number)}
          </button>
        ) : null}
      </header>
      <div class="in-force" data-in-force={base.number}>
        <p>
          <strong>{t.policy.inForce(base.number)}</strong>
          <span class="hint">{setBy(base, t)}</span>
        </p>
        {why === null ? null : <p class="version__why">{why}</p>}
        {mayChange ? null : <p class="hint">{t.policy.readOnly}</p>}
        {base.number > from.number ? (
          <div class="overtaken">
            <p class="caution" role="status">
              <Icon icon={Info} size={16} />
              {t.policy.overtaken(from.number)}
            </p>
            <button type="button" class="button" onClick={() => take(base)}>
              {t.policy.rebase}
            </button>
          </div>
        ) : null}
      </div>
      <form ref={form} class="policy" noValidate onSubmit={save}>
        <fieldset class="policy__fields" disabled={!mayChange}>
          <Part title={t.policy.thresholds} hint={t.policy.thresholdsHint}>
            <Thresholds editing={editing} />
          </Part>
          <Part title={t.policy.rules} hint={t.policy.rulesHint}>
            <Rules editing={editing} />
          </Part>
          <Part title={t.policy.guards}>
            <Numbers paths={GUARDS} editing={editing} />
          </Part>
          <Part title={t.policy.waits} hint={t.policy.waitsHint}>
            <Numbers paths={WAITS} editing={editing} />
          </Part>
        </fieldset>
        {mayChange && differences(history.shipped, draft.content).length > 0 ? (
          <button
            type="button"
            class="button policy__shipped"
            onClick={() => fill(history.shipped)}
          >
            {t.policy.fillShipped}
          </button>
        ) : null}
        <div class={dirty ? "unsaved" : "unsaved unsaved--none"}>
          <p role="status">
            {wrong ? t.policy.faulty : dirty ? t.policy.unsaved(changes.length) : ""}
          </p>
          {dirty ? (
            <div class="unsaved__acts">
              <button type="button" class="button" onClick={drop}>
                {t.policy.drop}
              </button>
              <button type="submit" class="button button--main">
                {t.policy.save}
              </button>
            </div>
          ) : null}
        </div>
      </form>
      <History versions={history.versions} use={mayChange ? fill : null} />
      {layer === "save" ? (
        <SaveDialog
          base={from}
          wanted={draft.content}
          note={note}
          setNote={setNote}
          onClose={() => setLayer(null)}
          onSaved={(version) => settled(version, t.policy.said.saved)}
          onRefused={(field) => {
            setLayer(null);
            refuse(field);
            say("bad", t.error["policy_invalid"] ?? "");
          }}
          onRebase={() => void build()}
        />
      ) : null}
      {layer === "undo" && before !== undefined ? (
        <UndoDialog
          base={base}
          before={before}
          onClose={() => setLayer(null)}
          onUndone={(version) => settled(version, t.policy.said.undone)}
        />
      ) : null}
    </>
  );
}

interface PartProps {
  title: string;
  hint?: string;
  children: JSX.Element;
}

function Part({ title, hint, children }: PartProps): JSX.Element {
  return (
    <section class="stack">
      <div>
        <h3 class="part-title">{title}</h3>
        {hint === undefined ? null : <p class="hint">{hint}</p>}
      </div>
      {children}
    </section>
  );
}

interface NumbersProps {
  paths: readonly NumberPath[];
  editing: Editing;
}

function Numbers({ paths, editing }: NumbersProps): JSX.Element {
  return (
    <div class="numbers">
      {paths.map((path) => (
        <NumberField key={path} path={path} editing={editing} />
      ))}
    </div>
  );
}
