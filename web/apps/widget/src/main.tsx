// The entry: finds its own tag, puts one element on the page, and offers window.Hangat.
import { CustomerClient, browserStorage, systemClock } from "@hangat/client";
import type { Language } from "@hangat/ui";
import { render } from "preact";
import base from "@hangat/ui/base.css?inline";
import tokens from "@hangat/ui/tokens.css?inline";
import { tokensFrom } from "./rest";
import { readSettings } from "./settings";
import { Shell } from "./shell";
import own from "./styles.css?inline";
import { Widget } from "./widget";

/** What a host site may call. `hangat:ready` on window says that it is there. */
export interface HangatApi {
  /** Who the signed-in customer is: a token that the host site's server signed. */
  identify(identityToken: string): void;
  open(): void;
  close(): void;
  /** The customer signed out: the chat forgets everything on this device. */
  signOut(): void;
  /** The language of the chat from now on, open or not; it is remembered. */
  setLanguage(language: Language): void;
}

declare global {
  interface Window {
    Hangat?: HangatApi;
  }
}

const styles = tokens + base + own;

function mount(script: HTMLScriptElement): HangatApi {
  const settings = readSettings(script, document.documentElement.lang);
  const storage = browserStorage(`hangat:${settings.origin}:`, () => window.localStorage);
  const forTab = browserStorage(`hangat:${settings.origin}:`, () => window.sessionStorage);
  const shell = new Shell(storage, forTab, settings.language);
  const client = new CustomerClient({
    url: `${settings.origin.replace(/^http/, "ws")}/ws/customer`,
    askToken: tokensFrom(settings.origin),
    storage,
    clock: systemClock,
    language: shell.view.language,
  });
  whenBodyIsThere(() => {
    const host = document.createElement("div");
    host.id = "hangat-widget";
    const shadow = host.attachShadow({ mode: "open" });
    // A constructed sheet needs no permission by the page's style-src.
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    shadow.adoptedStyleSheets = [sheet];
    document.body.append(host);
    render(<Widget client={client} shell={shell} settings={settings} />, shadow);
  });
  shell.subscribe(() => client.setLanguage(shell.view.language));
  window.addEventListener("online", () => client.wake());
  window.addEventListener("offline", () => client.sleep());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") client.wake();
  });
  // A conversation that is going on goes on; otherwise nothing is sent before the chat is opened.
  if (client.remembers) client.start();
  return {
    identify: (identityToken) => client.identify(identityToken),
    open: () => shell.set({ open: true }),
    close: () => shell.set({ open: false }),
    signOut: () => {
      shell.set({ open: false, draft: "" });
      client.signOut();
    },
    setLanguage: (language) => shell.set({ language }),
  };
}

function whenBodyIsThere(action: () => void): void {
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", action, { once: true });
  } else {
    action();
  }
}

const script =
  (document.currentScript as HTMLScriptElement | null) ??
  document.querySelector<HTMLScriptElement>('script[src$="/widget.js"]');
if (script && !window.Hangat) {
  window.Hangat = mount(script);
  window.dispatchEvent(new CustomEvent("hangat:ready"));
}
