// Events and outbox -> the rows of the log. Pure.
import type { CustomerItem, CustomerView } from "@hangat/client";
import type { Author, ButtonView, ErrorCode, LinkView, NoticeKind } from "@hangat/protocol";

/** `queued`: waits for the connection or its turn. */
export type Delivery = "queued" | "sending" | "delivered" | "read" | "failed";

export interface MessageRow {
  kind: "message";
  key: string;
  author: Author;
  name: string | null;
  texts: readonly string[];
  links?: readonly LinkView[];
  at: string | null;
  masked: readonly string[];
  /** First, last of several by the same author. */
  leads: boolean;
  ends: boolean;
  /** Of the customer's own words. */
  delivery: Delivery | null;
  /** Delivery is shown under the newest of a kind only; failures always are. */
  showDelivery: boolean;
  item: CustomerItem | null;
  code: ErrorCode | null;
}

export interface NoticeRow {
  kind: "notice";
  key: string;
  notice: NoticeKind;
  text: string;
  at: string;
  reference: string | null;
}

export type Row = MessageRow | NoticeRow;

export function rowsOf(view: CustomerView): Row[] {
  const rows: Row[] = [];
  for (const event of view.events) {
    if (event.kind === "notice" && event.notice !== "started") {
      const { notice, text, at, reference } = event;
      rows.push({ kind: "notice", key: `e${event.seq}`, notice, text, at, reference });
    } else if (event.kind === "message") {
      const own = event.author === "customer";
      const read = event.seq <= (view.state?.seen_by_agent ?? 0);
      rows.push({
        kind: "message",
        key: event.client_id ?? `e${event.seq}`,
        author: event.author,
        name: event.name,
        texts: event.texts,
        links: event.links,
        at: event.at,
        masked: event.masked,
        leads: true,
        ends: true,
        delivery: own ? (read ? "read" : "delivered") : null,
        showDelivery: false,
        item: null,
        code: null,
      });
    }
  }
  for (const item of view.outbox) {
    const { frame } = item;
    if (frame.type !== "message" && frame.type !== "choose") continue;
    rows.push({
      kind: "message",
      key: frame.client_id,
      author: "customer",
      name: null,
      texts: [frame.type === "message" ? frame.text : (item.label ?? "")],
      at: null,
      masked: [],
      leads: true,
      ends: true,
      delivery: delivery(item, view.connection === "online"),
      showDelivery: false,
      item,
      code: item.code,
    });
  }
  return mark(rows);
}

/** A button that can be tapped, and the reply of the bot's that it belongs to. */
export interface Reply extends ButtonView {
  seq: number;
}

/**
 * The buttons that can be tapped now: those of the newest row, if the bot said it. An offer of a
 * person, the one thing that the bot says right behind an answer of its own, leaves the answer's.
 * Who waits for a person may be told other things meanwhile: there the newest message counts.
 */
export function activeReplies({ state, outbox, events }: CustomerView): Reply[] {
  const written = outbox.some(({ frame }) => frame.type !== "rate" && frame.type !== "end");
  const floor = state?.floor;
  if (written || (floor !== "bot" && floor !== "queue")) return [];
  // After a switch of the language they would be in the other one.
  const newest = events.findLastIndex(
    (event) =>
      event.kind === "message" ||
      event.kind === "language" ||
      (event.kind === "notice" && floor === "bot"),
  );
  // What was said before the wait began is over.
  if (events[newest]?.floor !== floor) return [];
  const replies = (at: number): Reply[] | null => {
    const event = events[at];
    return event?.kind === "message" && event.author === "bot"
      ? event.buttons.map((button) => ({ ...button, seq: event.seq }))
      : null;
  };
  const last = replies(newest);
  return last ? [...(replies(newest - 1) ?? []), ...last] : [];
}

/** What somebody else said since the customer last looked. */
export function unread(view: CustomerView): number {
  const seen = view.state?.seen_by_customer ?? 0;
  return view.events.filter(
    (event) =>
      event.seq > seen &&
      ((event.kind === "message" && event.author !== "customer") ||
        (event.kind === "notice" && event.notice !== "started")),
  ).length;
}

function delivery(item: CustomerItem, online: boolean): Delivery {
  if (item.status === "failed") return "failed";
  return online ? "sending" : "queued";
}

function mark(rows: Row[]): Row[] {
  let before: Row | undefined;
  let lastOwn: MessageRow | undefined;
  for (const row of rows) {
    if (row.kind === "message") {
      row.leads =
        before?.kind !== "message" || before.author !== row.author || before.name !== row.name;
      if (!row.leads && before?.kind === "message") before.ends = false;
      if (row.author === "customer") {
        row.showDelivery = row.delivery === "failed" || row.item !== null;
        lastOwn = row;
      }
    }
    before = row;
  }
  if (lastOwn) lastOwn.showDelivery = true;
  return rows;
}
