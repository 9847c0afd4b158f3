// What the host site chooses by the data attributes of the script tag.
import { type Language, contrast } from "@hangat/ui";

export interface Settings {
  /** Where the service is: the origin that the script came from. */
  origin: string;
  language: Language;
  /** The bank's name. */
  title: string;
  position: "left" | "right";
  theme: "light" | "dark" | null;
  /** Colours for the accent, or null for our own. */
  accent: Accent | null;
}

export interface Accent {
  light: Shade;
  dark: Shade;
}

interface Shade {
  colour: string;
  /** Text on it. */
  ink: string;
}

/** Reads the tag; what is missing or makes no sense falls back. */
export function readSettings(script: HTMLScriptElement, pageLanguage: string): Settings {
  const { language, title, position, theme, accent } = script.dataset;
  return {
    origin: new URL(script.src).origin,
    language: oneOf(language, ["id", "en"]) ?? (pageLanguage.startsWith("en") ? "en" : "id"),
    title: title?.trim() || "Hangat",
    position: oneOf(position, ["left", "right"]) ?? "right",
    theme: oneOf(theme, ["light", "dark"]),
    accent: accent ? readAccent(accent) : null,
  };
}

function oneOf<T extends string>(value: string | undefined, allowed: readonly T[]): T | null {
  return allowed.find((each) => each === value) ?? null;
}

/** Our surface in each scheme, and our own accent on it. */
const SCHEMES = {
  light: { surface: "#fffdfa", own: { colour: "#a4452a", ink: "#ffffff" } },
  dark: { surface: "#252120", own: { colour: "#e58e6a", ink: "#2a140a" } },
};
const INKS = ["#ffffff", "#1b1816"];

/** The accent for both schemes; one in which it could not be read keeps our own, with a warning. */
export function readAccent(colour: string): Accent {
  const shade = (scheme: keyof Accent): Shade => {
    const { surface, own } = SCHEMES[scheme];
    const ink = INKS.find((each) => contrast(each, colour) >= 4.5);
    if (ink && contrast(colour, surface) >= 3) return { colour, ink };
    console.warn(`Hangat: data-accent ${colour} cannot be read in the ${scheme} scheme`);
    return own;
  };
  return { light: shade("light"), dark: shade("dark") };
}
