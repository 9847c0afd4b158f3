// How urgent a waiting customer is, and spans of time in figures.

/** With less than this many seconds left, a conversation is due soon. */
export const SOON_S = 30;

export interface Due {
  readonly state: "calm" | "soon" | "late";
  /** Seconds left, or past when late. */
  readonly seconds: number;
}

/** How *dueAt* stands at *now*, in milliseconds since 1970; null without a due time. */
export function due(dueAt: string | null, now: number): Due | null {
  if (dueAt === null) return null;
  const left = Math.ceil((Date.parse(dueAt) - now) / 1000);
  if (left <= 0) return { state: "late", seconds: Math.abs(left) };
  return { state: left <= SOON_S ? "soon" : "calm", seconds: left };
}

/** Seconds since *at*, never negative: two clocks rarely agree to the second. */
export const since = (at: string, now: number): number =>
  Math.max(0, Math.floor((now - Date.parse(at)) / 1000));

/** `5 menit`, `3 jam`, `2 hari`: one unit, for what takes hours. */
export function age(seconds: number, units: { day: string; hour: string; minute: string }): string {
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} ${units.minute}`;
  const hours = Math.floor(minutes / 60);
  return hours < 24 ? `${hours} ${units.hour}` : `${Math.floor(hours / 24)} ${units.day}`;
}

/** `0:42`, `12:05`, and from an hour on `1:02:05`; from a day on whole days and hours. */
export function span(seconds: number, units: { day: string; hour: string }): string {
  const pad = (n: number) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  if (hours >= 24) return `${Math.floor(hours / 24)} ${units.day} ${hours % 24} ${units.hour}`;
  if (hours > 0) return `${hours}:${pad(minutes)}:${pad(seconds % 60)}`;
  return `${minutes}:${pad(seconds % 60)}`;
}
