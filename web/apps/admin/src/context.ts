// What every part of the page may ask for.
import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { RestError, type StaffApi } from "@hangat/client";
import type { Texts } from "./i18n";

export interface House {
  readonly t: Texts;
  readonly api: StaffApi;
  /** Id of whoever is signed in. */
  readonly me: string;
  /** False for those who only look. */
  readonly mayChange: boolean;
  /** Says something at the foot of the page. */
  say(tone: "good" | "bad", text: string, undo?: () => void): void;
  /** The session is over. */
  ended(): void;
}

export const HouseContext = createContext<House | null>(null);

export function useHouse(): House {
  const house = useContext(HouseContext);
  if (house === null) throw new Error("used outside of the page");
  return house;
}

/** The field of an account that a refusal is about. */
export function fieldOf(error: unknown): "email" | "role" | null {
  const code = error instanceof RestError ? error.problem?.error : undefined;
  return code === "email_taken" ? "email" : code === "last_admin" ? "role" : null;
}

/** What went wrong, in words; null when the session has ended, which the page says by itself. */
export function inWords(error: unknown, { t, ended }: House): string | null {
  if (!(error instanceof RestError)) throw error;
  if (error.unreachable) return t.error["unreachable"] ?? "";
  if (error.status === 401) {
    ended();
    return null;
  }
  return t.error[error.problem?.error ?? "unknown"] ?? t.error["unknown"] ?? "";
}
