// The values of a policy as a form needs them: typed, checked, compared. No DOM.
import type { PolicyContent } from "@hangat/protocol";
import type { Language } from "@hangat/ui";

/** How a value is shown and typed. The service holds shares from 0 to 1, and seconds. */
export type Kind = "share" | "count" | "minutes" | "hours";
export type Rule = PolicyContent["rules"]["frustrated"];
export type Judged = keyof PolicyContent["rules"];
export type Reason = keyof PolicyContent["targets_s"];

export type NumberPath =
  | "offer_at"
  | "transfer_at"
  | "most_offers"
  | "offer_pause"
  | "max_failures"
  | `targets_s.${Reason}`
  | "unattended_ticket_after_s"
  | "waiting_ticket_after_s"
  | "idle_close_after_s";
export type RulePath = `rules.${Judged}`;
/** Each compared as one: many numbers that come with the model and that nobody sets by hand. */
export type ModelPath = "accumulations" | "leanings";
export type Path = NumberPath | RulePath | ModelPath;

interface Limits {
  readonly kind: Kind;
  readonly least: number;
  readonly most: number;
}

export const JUDGED: readonly Judged[] = [
  "asked_for_human",
  "sensitive",
  "frustrated",
  "no_progress",
];
export const RULES: readonly Rule[] = ["off", "offer", "transfer"];
export const REASONS: readonly Reason[] = [
  "sensitive",
  "frustrated",
  "asked_for_human",
  "no_progress",
  "bot_unavailable",
];

const HOUR = 3600;
const SHARE: Limits = { kind: "share", least: 0.01, most: 1 };
const WAIT: Limits = { kind: "minutes", least: 30, most: 24 * HOUR };

/** The bounds of the service, in its own units. */
export const LIMITS: Readonly<Record<NumberPath, Limits>> = {
  offer_at: SHARE,
  transfer_at: SHARE,
  most_offers: { kind: "count", least: 0, most: 100 },
  offer_pause: { kind: "count", least: 0, most: 100 },
  max_failures: { kind: "count", least: 1, most: 10 },
  "targets_s.sensitive": WAIT,
  "targets_s.frustrated": WAIT,
  "targets_s.asked_for_human": WAIT,
  "targets_s.no_progress": WAIT,
  "targets_s.bot_unavailable": WAIT,
  unattended_ticket_after_s: WAIT,
  waiting_ticket_after_s: WAIT,
  idle_close_after_s: { kind: "hours", least: 0.5 * HOUR, most: 720 * HOUR },
};
export const NUMBERS = Object.keys(LIMITS) as readonly NumberPath[];
const PATHS: readonly Path[] = [
  ...NUMBERS.slice(0, 2),
  ...JUDGED.map((reason): RulePath => `rules.${reason}`),
  ...NUMBERS.slice(2),
  "accumulations",
  "leanings",
];

type Tree = { readonly [name: string]: unknown };

function read(content: PolicyContent, path: string): unknown {
  return path.split(".").reduce<unknown>((at, name) => (at as Tree)[name], content);
}

export function isOfModel(path: Path): path is ModelPath {
  return path === "accumulations" || path === "leanings";
}

export function numberAt(content: PolicyContent, path: NumberPath): number {
  return read(content, path) as number;
}

export function ruleAt(content: PolicyContent, path: RulePath): Rule {
  return read(content, path) as Rule;
}

export function put(content: PolicyContent, path: Path, value: unknown): PolicyContent {
  const [name = "", inner] = path.split(".");
  const old = read(content, name);
  return { ...content, [name]: inner === undefined ? value : { ...(old as Tree), [inner]: value } };
}

const same = (one: unknown, other: unknown) => ordered(one) === ordered(other);

/** JSON with the names in order: what the service sends may change its order. */
function ordered(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    typeof part === "object" && part !== null
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** Where two contents differ, in the order of the page. */
export function differences(before: PolicyContent, after: PolicyContent): Path[] {
  return PATHS.filter((path) => !same(read(before, path), read(after, path)));
}

/** What somebody changed of *base*, on top of *next*: the rest is as in *next*. */
export function rebase(
  base: PolicyContent,
  draft: PolicyContent,
  next: PolicyContent,
): PolicyContent {
  return differences(base, draft).reduce((so, path) => put(so, path, read(draft, path)), next);
}

// ---------------------------------------------------------------- numbers in words and fields

const LOCALE: Record<Language, string> = { id: "id-ID", en: "en-GB" };
const UNIT: Record<Kind, number> = { share: 0.01, count: 1, minutes: 60, hours: HOUR };

/** As it stands in a field: without unit, with the decimal sign of the language. */
export function typed(value: number, kind: Kind, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], {
    maximumFractionDigits: 2,
    useGrouping: false,
  }).format(value / UNIT[kind]);
}

/** The same for reading: `1.440`, without unit. */
export function figure(value: number, kind: Kind, language: Language): string {
  return new Intl.NumberFormat(LOCALE[language], { maximumFractionDigits: 2 }).format(
    value / UNIT[kind],
  );
}

/** Whether a value is exactly one of its unit. */
export function isOne(value: number, kind: Kind): boolean {
  return value === UNIT[kind];
}

/** A share as `62,5%` (id) or `62.5%` (en). */
export function percent(share: number, language: Language): string {
  return `${figure(share, "share", language)}%`;
}

/** The value of what somebody typed, in the service's units; null when that is no such number. */
export function parsed(text: string, kind: Kind, language: Language): number | null {
  const [decimal, grouping] = language === "id" ? [",", "."] : [".", ","];
  const bare = text.trim().replace(/\s*%$/, "");
  if (!/^\d{1,7}(?:[.,]\d+)*$/.test(bare)) return null;
  // `1.440` are one thousand four hundred and forty minutes, `1.5` are one and a half.
  const grouped = new RegExp(`^\\d{1,3}(?:\\${grouping}\\d{3})+(?:\\${decimal}\\d+)?$`).test(bare);
  const plain = grouped ? bare.replaceAll(grouping, "") : bare;
  const value = Number(plain.replace(/[.,]/, "."));
  if (!Number.isFinite(value)) return null;
  if (kind === "count") return Number.isInteger(value) ? value : null;
  if (kind === "share") return Number((value / 100).toFixed(6));
  return Math.round(value * UNIT[kind]);
}

// ---------------------------------------------------------------- a draft and what is wrong

export interface Draft {
  readonly content: PolicyContent;
  /** What somebody typed, as typed, until it is saved or dropped. */
  readonly texts: Readonly<Partial<Record<NumberPath, string>>>;
}

export type Fault = "number" | "range" | "order";

export function draftOf(content: PolicyContent): Draft {
  return { content, texts: {} };
}

export function typeInto(draft: Draft, path: NumberPath, text: string, language: Language): Draft {
  const value = parsed(text, LIMITS[path].kind, language);
  return {
    content: value === null ? draft.content : put(draft.content, path, value),
    texts: { ...draft.texts, [path]: text },
  };
}

/** A value that was chosen, not typed. */
export function choose(draft: Draft, path: NumberPath | RulePath, value: number | Rule): Draft {
  const { [path as NumberPath]: _, ...texts } = draft.texts;
  return { content: put(draft.content, path, value), texts };
}

export function faults(draft: Draft, language: Language): Partial<Record<NumberPath, Fault>> {
  const found: Partial<Record<NumberPath, Fault>> = {};
  for (const path of NUMBERS) {
    const { kind, least, most } = LIMITS[path];
    const text = draft.texts[path];
    const value = numberAt(draft.content, path);
    if (text !== undefined && parsed(text, kind, language) === null) found[path] = "number";
    else if (text !== undefined && (value < least || value > most)) found[path] = "range";
  }
  const { offer_at, transfer_at } = draft.content;
  if (!found.offer_at && !found.transfer_at && offer_at > transfer_at) found.transfer_at = "order";
  return found;
}
