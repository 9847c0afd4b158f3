// The language switch of the staff's pages: each language under its own name.
import type { JSX } from "preact";
import type { Language } from "../format";

const NAMES: Record<Language, string> = { id: "Indonesia", en: "English" };

export interface LanguagesProps {
  label: string;
  value: Language;
  onChange(language: Language): void;
}

export function Languages({ label, value, onChange }: LanguagesProps): JSX.Element {
  return (
    <div class="languages" role="group" aria-label={label}>
      {(Object.keys(NAMES) as Language[]).map((language) => (
        <button
          key={language}
          type="button"
          class="languages__one"
          lang={language}
          aria-pressed={language === value}
          onClick={() => onChange(language)}
        >
          {NAMES[language]}
        </button>
      ))}
    </div>
  );
}
