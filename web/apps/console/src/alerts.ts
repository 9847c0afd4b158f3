// How the agent notices, behind another window, that somebody waits: title, icon, tone, notification.

/** Shows *waiting* in the title, the icon and, where there is one, the application's badge. */
export function showWaiting(waiting: number, title: string): void {
  document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  const icon = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  const href = `${import.meta.env.BASE_URL}${waiting > 0 ? "icon-waiting" : "icon"}.svg`;
  if (icon && icon.getAttribute("href") !== href) icon.setAttribute("href", href);
  const badge = waiting > 0 ? navigator.setAppBadge?.(waiting) : navigator.clearAppBadge?.();
  badge?.catch(() => undefined); // a page that isn't installed has no badge, and misses nothing
}

let audio: AudioContext | null = null;

/** One short, soft tone. Browsers allow it only after the agent has used the page. */
export function playTone(): void {
  audio ??= new AudioContext();
  const { currentTime, destination } = audio;
  const tone = new OscillatorNode(audio, { type: "sine", frequency: 660 });
  const volume = new GainNode(audio, { gain: 0 });
  volume.gain.linearRampToValueAtTime(0.12, currentTime + 0.02);
  volume.gain.exponentialRampToValueAtTime(0.0001, currentTime + 0.35);
  tone.connect(volume).connect(destination);
  tone.start();
  tone.stop(currentTime + 0.4);
}

export type NotifyState = "missing" | "denied" | "ask" | "granted";

export function notifyState(): NotifyState {
  if (!("Notification" in window)) return "missing";
  if (Notification.permission === "default") return "ask";
  return Notification.permission;
}

export async function askToNotify(): Promise<NotifyState> {
  if (notifyState() === "ask") await Notification.requestPermission();
  return notifyState();
}

/** A desktop notification; a click brings the page to the front. No customer's words are in it. */
export function notify(title: string, body: string): void {
  if (notifyState() !== "granted" || document.visibilityState === "visible") return;
  const shown = new Notification(title, { body, tag: "hangat-waiting" });
  shown.onclick = () => {
    window.focus();
    shown.close();
  };
}
