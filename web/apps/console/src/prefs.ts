// What the agent has set for this browser. Nothing about customers is in here.
import type { Storage } from "@hangat/client";
import { isLang, type Lang } from "./i18n";

export interface Prefs {
  readonly lang: Lang;
  readonly sound: boolean;
  readonly notify: boolean;
  /** Single-letter keys. */
  readonly keys: boolean;
  /** Suggested replies above the text field. */
  readonly suggest: boolean;
  /** The panel about the customer; null: as the width of the window suggests. */
  readonly panel: boolean | null;
}

export const DEFAULT_PREFS: Prefs = {
  lang: "id",
  sound: false,
  notify: false,
  keys: true,
  suggest: true,
  panel: null,
};

const KEY = "prefs";

export function loadPrefs(storage: Storage): Prefs {
  let found: unknown;
  try {
    found = JSON.parse(storage.get(KEY) ?? "{}");
  } catch {
    return DEFAULT_PREFS;
  }
  if (typeof found !== "object" || found === null) return DEFAULT_PREFS;
  const given = found as Record<string, unknown>;
  const flag = (name: "sound" | "notify" | "keys" | "suggest") =>
    typeof given[name] === "boolean" ? given[name] : DEFAULT_PREFS[name];
  return {
    lang: isLang(given["lang"]) ? given["lang"] : DEFAULT_PREFS.lang,
    sound: flag("sound"),
    notify: flag("notify"),
    keys: flag("keys"),
    suggest: flag("suggest"),
    panel: typeof given["panel"] === "boolean" ? given["panel"] : null,
  };
}

export function savePrefs(storage: Storage, prefs: Prefs): void {
  storage.set(KEY, JSON.stringify(prefs));
}
