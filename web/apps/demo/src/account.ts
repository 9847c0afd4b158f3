// The demo bank's own sign-in, without a password, and what its page remembers.
import type { DemoCustomer, DemoCustomers, DemoIdentity } from "@hangat/protocol";
import type { Language } from "@hangat/ui";

const KEY = "bank-contoh:customer";
const LANGUAGE = "bank-contoh:language";

export async function customers(): Promise<readonly DemoCustomer[]> {
  const response = await fetch("/demo/api/customers");
  if (response.status === 404) return [];
  if (!response.ok) throw new Error(`customers: ${response.status}`);
  return ((await response.json()) as DemoCustomers).items;
}

/** Signs *subject* in and tells the chat who that is. */
export async function signIn(subject: string): Promise<string> {
  const response = await fetch("/demo/api/sign-in", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ subject }),
  });
  if (!response.ok) throw new Error(`sign-in: ${response.status}`);
  const { identity, name } = (await response.json()) as DemoIdentity;
  window.Hangat?.identify(identity);
  keep(KEY, subject);
  return name;
}

export function signOut(): void {
  keep(KEY, null);
  window.Hangat?.signOut();
}

/** Who was signed in when the page was last open. */
export function remembered(): string | null {
  return kept(KEY);
}

/** The language that was chosen here; the chat remembers its own. */
export function keptLanguage(): Language {
  return kept(LANGUAGE) === "en" ? "en" : "id";
}

export function keepLanguage(language: Language): void {
  keep(LANGUAGE, language);
}

function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage is blocked: a reload forgets
  }
}

function keep(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // The same.
  }
}
