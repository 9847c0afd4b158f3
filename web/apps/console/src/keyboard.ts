// The keys of the page. Letters rest while somebody writes, and all while a layer is open.

export type Deed =
  | "next"
  | "previous"
  | "accept"
  | "reply"
  | "note"
  | "hand-back"
  | "inbox"
  | "follow-ups"
  | "panel"
  | "help"
  | "escape"
  | Insertion;

/** Inserts one of the suggested replies. */
export type Insertion = `suggestion-${1 | 2 | 3}`;

/** The part of a KeyboardEvent that counts. */
export interface Key {
  readonly key: string;
  /** The place on the keyboard, whatever it types. */
  readonly code: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
}

export interface Where {
  /** The focus is in a text field. */
  readonly writing: boolean;
  /** The focus is in one of the lists. */
  readonly inList: boolean;
  /** A dialog is open. */
  readonly layer: boolean;
  /** Single-letter keys are switched on. */
  readonly letters: boolean;
}

const LETTERS: Readonly<Record<string, Deed>> = {
  j: "next",
  k: "previous",
  a: "accept",
  r: "reply",
  n: "note",
  h: "hand-back",
  i: "inbox",
  f: "follow-ups",
  p: "panel",
  "?": "help",
};

const INSERTIONS: Readonly<Record<string, Insertion>> = {
  Digit1: "suggestion-1",
  Digit2: "suggestion-2",
  Digit3: "suggestion-3",
};

/** What *key* means *where* it was pressed; null: nothing, the browser has it. */
export function deedOf(key: Key, where: Where): Deed | null {
  if (where.layer || key.ctrlKey || key.metaKey) return null;
  // With Alt by the place of the key: what it types differs from system to system.
  if (key.altKey) return INSERTIONS[key.code] ?? null;
  if (key.key === "Escape") return "escape";
  if (where.writing) return null;
  if (where.inList && key.key === "ArrowDown") return "next";
  if (where.inList && key.key === "ArrowUp") return "previous";
  return where.letters ? (LETTERS[key.key] ?? null) : null;
}

const WRITING = "input:not([type=checkbox]), textarea, select, [contenteditable]";

export function whereIs(target: EventTarget | null, letters: boolean): Where {
  const at = target instanceof Element ? target : null;
  return {
    writing: at?.closest(WRITING) !== null && at !== null,
    inList: at !== null && at.closest("[data-row]") !== null,
    layer: document.querySelector("dialog[open]") !== null,
    letters,
  };
}

/** Inserts the suggested reply *which*; false when there is none. */
export function insertSuggestion(which: Insertion): boolean {
  const number = which.slice(-1);
  const button = document.querySelector<HTMLElement>(`[data-suggestion="${number}"]`);
  button?.click();
  return button !== null;
}

/** Moves the focus to the row after (+1) or before (-1) the focused or the opened one. */
export function step(by: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")].filter(
    (row) => row.offsetParent !== null,
  );
  if (rows.length === 0) return;
  let at = rows.findIndex((row) => row === document.activeElement);
  if (at < 0) at = rows.findIndex((row) => row.getAttribute("aria-current") === "true");
  const to = at < 0 ? (by === 1 ? 0 : rows.length - 1) : at + by;
  rows[Math.min(Math.max(to, 0), rows.length - 1)]?.focus();
}

/** The conversation of the focused row, if it is in the waiting list. */
export function focusedWaiting(): string | null {
  const row = document.activeElement?.closest<HTMLElement>('[data-row][data-list="waiting"]');
  return row?.dataset["id"] ?? null;
}
