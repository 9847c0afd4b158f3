// Fields for the numbers of a policy: typed in the language's own form, marked when changed.
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { useHouse } from "../../context";
import {
  choose,
  type Draft,
  type Fault,
  figure,
  LIMITS,
  type NumberPath,
  numberAt,
  typed,
  typeInto,
} from "../../policy";
import { valueInWords } from "./words";

export interface Editing {
  readonly draft: Draft;
  /** What is in force. */
  readonly base: Draft["content"];
  readonly faults: Readonly<Partial<Record<NumberPath, Fault | "refused">>>;
  edit(change: (draft: Draft) => Draft): void;
}

export interface NumberFieldProps {
  path: NumberPath;
  editing: Editing;
  /** Its label is somewhere else: this is the id of the element. */
  labelledBy?: string;
}

export function NumberField({ path, editing, labelledBy }: NumberFieldProps): JSX.Element {
  const { t } = useHouse();
  const { draft, edit } = editing;
  const [field, words] = [useId(), useId()];
  const { kind } = LIMITS[path];
  const fault = faultInWords(path, editing, t);
  const value = numberAt(draft.content, path);
  const unit = t.policy.unit[kind];
  const hinted = fault !== null || labelledBy === undefined;
  return (
    <div class="number" data-value={path}>
      {labelledBy === undefined ? (
        <label class="label" for={field}>
          {t.policy.label[path]}
        </label>
      ) : null}
      <div class="number__row">
        <input
          id={field}
          class="field number__field"
          type="text"
          inputMode={kind === "count" ? "numeric" : "decimal"}
          autocomplete="off"
          data-field={path}
          {...(labelledBy === undefined
            ? {}
            : { "aria-label": `${t.policy.label[path]}, ${unit}` })}
          value={draft.texts[path] ?? typed(value, kind, t.code)}
          aria-invalid={fault !== null}
          aria-describedby={hinted ? words : undefined}
          onInput={(event) => {
            const text = event.currentTarget.value;
            edit((had) => typeInto(had, path, text, t.code));
          }}
        />
        {labelledBy === undefined ? (
          <span class="hint" id={fault === null ? words : undefined}>
            {t.policy.hint[path] ?? unit}
          </span>
        ) : (
          <span class="hint" aria-hidden="true">
            %
          </span>
        )}
      </div>
      {fault === null ? null : (
        <p class="error" id={words}>
          {fault}
        </p>
      )}
      {labelledBy === undefined ? (
        <p class="number__mark">
          <Changed path={path} editing={editing} />
        </p>
      ) : null}
    </div>
  );
}

export interface SliderProps {
  path: "offer_at" | "transfer_at";
  editing: Editing;
}

/** One threshold: a slider for the hand, a field for the exact number. */
export function Slider({ path, editing }: SliderProps): JSX.Element {
  const { t } = useHouse();
  const { draft, edit } = editing;
  const [slider, label] = [useId(), useId()];
  const { offer_at, transfer_at } = draft.content;
  const at = draft.content[path];

  function slide(input: HTMLInputElement): void {
    const wanted = Number(input.value) / 100;
    // The two never pass each other.
    const held = path === "offer_at" ? Math.min(wanted, transfer_at) : Math.max(wanted, offer_at);
    input.value = String(held * 100);
    edit((had) => choose(had, path, held));
  }

  return (
    <div class="threshold">
      <label class="label" for={slider} id={label}>
        {t.policy.label[path]} <Changed path={path} editing={editing} />
      </label>
      <div class="threshold__row">
        <input
          id={slider}
          class="slider"
          type="range"
          min={1}
          max={100}
          step={1}
          value={at * 100}
          aria-valuetext={valueInWords(draft.content, path, t)}
          onInput={(event) => slide(event.currentTarget)}
        />
        <NumberField path={path} editing={editing} labelledBy={label} />
      </div>
    </div>
  );
}

/** Says that a value is not as it is in force, and what it was. */
export function Changed({
  path,
  editing,
}: {
  path: NumberPath;
  editing: Editing;
}): JSX.Element | null {
  const { t } = useHouse();
  const { draft, base } = editing;
  if (numberAt(draft.content, path) === numberAt(base, path)) return null;
  return (
    <span class="mark mark--changed">
      {t.policy.changed}, {t.policy.wasBefore(valueInWords(base, path, t))}
    </span>
  );
}

function faultInWords(
  path: NumberPath,
  { draft, faults }: Editing,
  t: ReturnType<typeof useHouse>["t"],
): string | null {
  const fault = faults[path];
  if (fault === undefined) return null;
  const { kind, least, most } = LIMITS[path];
  if (fault === "number") return t.policy.fault.number[kind];
  if (fault === "refused") return t.policy.fault.refused;
  if (fault === "order") return t.policy.fault.order(valueInWords(draft.content, "offer_at", t));
  const [from, to] = [figure(least, kind, t.code), figure(most, kind, t.code)];
  return t.policy.fault.range(from, to);
}
