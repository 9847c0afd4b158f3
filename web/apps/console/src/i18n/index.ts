// The one module of texts. Other files ask for `Texts` and never hold a sentence of their own.
import type { AgentNoticeView } from "@hangat/protocol";
import { en } from "./en";
import { id } from "./id";
import type { Lang, Texts } from "./id";

export type { Lang, Outcome, Role, Texts } from "./id";

export const languages: Readonly<Record<Lang, Texts>> = { id, en };

export const isLang = (value: unknown): value is Lang => value === "id" || value === "en";

/** The name of a matter in words; an intent that this page does not know yet keeps its own name. */
export const topicName = (t: Texts, topic: string): string =>
  t.topic[topic] ?? topic.replaceAll("_", " ");

/** Why a conversation came to a person: the service's own sentence, with its full stop. */
export function whyText(t: Texts, notice: AgentNoticeView): string {
  const said = notice.text[t.code];
  if (said) return /[.?!]$/.test(said) ? said : `${said}.`;
  return notice.reason ? t.reasonSentence[notice.reason] : "";
}
