// Which page is shown, kept in the part of the address after #, so that reload and Back work.
export type Route =
  | { readonly page: "inbox"; readonly conversation: string | null }
  | { readonly page: "follow-ups" };

const CONVERSATION = /^#\/c\/([0-9a-f-]{36})$/;

export function parseRoute(hash: string): Route {
  if (hash === "#/follow-ups") return { page: "follow-ups" };
  return { page: "inbox", conversation: CONVERSATION.exec(hash)?.[1] ?? null };
}

export function formatRoute(route: Route): string {
  if (route.page === "follow-ups") return "#/follow-ups";
  return route.conversation === null ? "#/" : `#/c/${route.conversation}`;
}
