// The demo bank's own sign-in: whoever is chosen, without a password.
import type { DemoCustomer, DemoCustomers, DemoIdentity } from "@hangat/protocol";

const KEY = "bank-contoh:customer";

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
  keep(subject);
  return name;
}

export function signOut(): void {
  keep(null);
  window.Hangat?.signOut();
}

/** Who was signed in when the page was last open. */
export function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // storage is blocked: signed out after a reload
  }
}

function keep(subject: string | null): void {
  try {
    if (subject === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, subject);
  } catch {
    // The same.
  }
}
