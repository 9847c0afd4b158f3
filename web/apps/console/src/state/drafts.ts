// Drafts, one reply and one note for each conversation. They survive a reload.
import type { Storage } from "@hangat/client";

export type Mode = "message" | "note";

/** Reply and note are kept apart, so that a note never goes out as a reply. */
export interface Draft {
  readonly mode: Mode;
  readonly message: string;
  readonly note: string;
}

export type Drafts = Readonly<Record<string, Draft>>;

export const EMPTY_DRAFT: Draft = { mode: "message", message: "", note: "" };

export const draftOf = (drafts: Drafts, id: string): Draft => drafts[id] ?? EMPTY_DRAFT;

/** *drafts* with a change to one; a draft without words is not kept. */
export function changeDraft(drafts: Drafts, id: string, change: Partial<Draft>): Drafts {
  const draft = { ...draftOf(drafts, id), ...change };
  const { [id]: _, ...rest } = drafts;
  const blank = draft.message === "" && draft.note === "" && draft.mode === "message";
  return blank ? rest : { ...rest, [id]: draft };
}

const KEY = "drafts";

/** The drafts of an earlier load of this page. Foreign or broken content counts as none. */
export function restoreDrafts(storage: Storage): Drafts {
  const text = storage.get(KEY);
  if (text === null) return {};
  try {
    const drafts: unknown = JSON.parse(text);
    return typeof drafts === "object" && drafts !== null ? (drafts as Drafts) : {};
  } catch {
    return {};
  }
}

export function keepDrafts(storage: Storage, drafts: Drafts): void {
  storage.set(KEY, JSON.stringify(drafts));
}
