// What every part of the page may ask for.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import type { StaffApi } from "@hangat/client";
import type { Texts } from "./i18n";
import type { Prefs } from "./prefs";
import type { Route } from "./route";
import type { Controller } from "./state/controller";
import type { Suggestions } from "./state/suggestions";

/** The layer on top of the page. */
export type Layer =
  | { readonly kind: "keys" | "settings" | "sign-out" }
  | { readonly kind: "hand-back" | "close" | "requeue"; readonly conversation: string };

export interface Desk {
  readonly t: Texts;
  readonly api: StaffApi;
  readonly controller: Controller;
  readonly suggestions: Suggestions;
  readonly prefs: Prefs;
  readonly route: Route;
  setPrefs(change: Partial<Prefs>): void;
  go(route: Route): void;
  show(layer: Layer | null): void;
}

export const DeskContext = createContext<Desk | null>(null);

export function useDesk(): Desk {
  const desk = useContext(DeskContext);
  if (desk === null) throw new Error("used outside of the desk");
  return desk;
}
