// In which order the lists stand.
import type { Card, FollowUpView } from "@hangat/protocol";

const time = (at: string | null): number =>
  at === null ? Number.MAX_SAFE_INTEGER : Date.parse(at);

/** Earliest due first; the conversation's id settles a tie, so that rows never swap places. */
export function byDue(cards: readonly Card[]): Card[] {
  return [...cards].sort(
    (a, b) =>
      time(a.due_at) - time(b.due_at) ||
      time(a.queued_at) - time(b.queued_at) ||
      a.conversation.localeCompare(b.conversation),
  );
}

/** The customer spoke last: an answer is owed. */
export const owesAnswer = (card: Card): boolean => card.last_author === "customer";

/** Sensitive matters first, then whoever has waited longest. */
export function byGravity(items: readonly FollowUpView[]): FollowUpView[] {
  const grave = (item: FollowUpView): number => Number(item.reason === "sensitive");
  return [...items].sort(
    (a, b) =>
      grave(b) - grave(a) ||
      time(a.created_at) - time(b.created_at) ||
      a.reference.localeCompare(b.reference),
  );
}

/** *cards* with those of *before*, ids, in their places; new ones come after them. */
export function inPlaces(cards: readonly Card[], before: readonly string[]): Card[] {
  const place = (card: Card): number => {
    const at = before.indexOf(card.conversation);
    return at < 0 ? before.length : at;
  };
  return [...cards].sort((a, b) => place(a) - place(b)); // stable: new ones keep their order
}

/** Whoever has waited longest for an answer first, then the others, newest first. */
export function byNeed(cards: readonly Card[]): Card[] {
  return [...cards].sort((a, b) => {
    const owed = Number(owesAnswer(b)) - Number(owesAnswer(a));
    if (owed !== 0) return owed;
    const older = time(a.last_at) - time(b.last_at);
    return (owesAnswer(a) ? older : -older) || a.conversation.localeCompare(b.conversation);
  });
}
