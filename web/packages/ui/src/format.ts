// Dates, money and spans of time in words, for both languages, in the viewer's own zone.
export type Language = "id" | "en";

const LOCALE: Record<Language, string> = { id: "id-ID", en: "en-GB" };
/** Zones with a name of their own in Indonesia, by minutes east of UTC. */
const INDONESIAN_ZONES: Record<number, string> = { 420: "WIB", 480: "WITA", 540: "WIT" };

/** `14.05` (id) or `14:05` (en). */
export function clockTime(at: Date, language: Language): string {
  const hours = String(at.getHours()).padStart(2, "0");
  const minutes = String(at.getMinutes()).padStart(2, "0");
  return language === "id" ? `${hours}.${minutes}` : `${hours}:${minutes}`;
}

/** `21 Nov 2026, 14.05 WIB`. */
export function dateTime(at: Date, language: Language): string {
  const date = new Intl.DateTimeFormat(LOCALE[language], {
    day: "numeric",
    month: "short",
    year: "numeric",
  }).format(at);
  return `${date}, ${clockTime(at, language)} ${zone(at)}`.trim();
}

/** Relative within the hour (`baru saja`, `5 menit lalu`), the time within the day, else the date. */
export function relativeTime(at: Date, now: Date, language: Language): string {
  const minutes = Math.floor((now.getTime() - at.getTime()) / 60_000);
  if (minutes < 1) return language === "id" ? "baru saja" : "just now";
  if (minutes < 60) return language === "id" ? `${minutes} menit lalu` : `${minutes} min ago`;
  if (at.toDateString() === now.toDateString()) return clockTime(at, language);
  return dateTime(at, language);
}

/** Whole rupiah as `Rp1.250.000`. */
export function rupiah(amount: number): string {
  const digits = Math.abs(Math.round(amount))
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ".");
  return `${amount < 0 ? "-" : ""}Rp${digits}`;
}

/** Seconds as `0:42` or `12:05`. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function zone(at: Date): string {
  const east = -at.getTimezoneOffset();
  const named = INDONESIAN_ZONES[east];
  if (named) return named;
  const sign = east < 0 ? "-" : "+";
  const hours = Math.floor(Math.abs(east) / 60);
  const minutes = Math.abs(east) % 60;
  return `UTC${east === 0 ? "" : `${sign}${hours}${minutes ? `:${String(minutes).padStart(2, "0")}` : ""}`}`;
}
