// The two requests that do not go over the socket.
import { type AskToken, Refused } from "@hangat/client";
import type { TokenGrant } from "@hangat/protocol";

/** Asks the service at *origin* for tokens. */
export function tokensFrom(origin: string): AskToken {
  return async (request) => {
    const response = await fetch(`${origin}/api/v1/customer/token`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(request),
    });
    if (response.ok) return (await response.json()) as TokenGrant;
    // Too many and not now are worth another attempt; all else that the service refuses is not.
    const later = response.status === 429 || response.status >= 500;
    if (later) throw new Error(`token: ${response.status}`);
    throw new Refused(`token: ${response.status}`);
  };
}

/** The conversation as plain text. */
export async function transcript(
  origin: string,
  conversation: string,
  token: string,
): Promise<Blob> {
  const path = `/api/v1/customer/conversations/${conversation}/transcript`;
  const response = await fetch(origin + path, { headers: { Authorization: `Bearer ${token}` } });
  if (!response.ok) throw new Error(`transcript: ${response.status}`);
  return response.blob();
}

/** Hands *blob* to the browser as a download. */
export function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser takes the address up after this task.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
