// Values and differences of a policy in words.
import type { PolicyContent, PolicyHistory, PolicyVersion } from "@hangat/protocol";
import { dateTime } from "@hangat/ui";
import type { Texts } from "../../i18n";
import {
  figure,
  isOfModel,
  isOne,
  LIMITS,
  numberAt,
  type Path,
  percent,
  ruleAt,
  type NumberPath,
  type RulePath,
} from "../../policy";

export function valueInWords(content: PolicyContent, path: Path, t: Texts): string {
  if (isOfModel(path)) return t.policy.adjusted;
  if (path.startsWith("rules.")) return t.policy.rule[ruleAt(content, path as RulePath)];
  const { kind } = LIMITS[path as NumberPath];
  const value = numberAt(content, path as NumberPath);
  if (kind === "share") return percent(value, t.code);
  const unit = isOne(value, kind) ? t.policy.one[kind] : t.policy.unit[kind];
  return `${figure(value, kind, t.code)} ${unit}`.trim();
}

/** What became of a value: `50% menjadi 45%`. */
export function changeInWords(
  before: PolicyContent,
  after: PolicyContent,
  path: Path,
  t: Texts,
): string {
  if (isOfModel(path)) return t.policy.adjusted;
  return t.policy.from(valueInWords(before, path, t), valueInWords(after, path, t));
}

/** Who set a version, and when. */
export function setBy(version: PolicyVersion, t: Texts): string {
  const when = dateTime(new Date(version.at), t.code);
  return version.by === null ? t.policy.shipped(when) : t.policy.setBy(version.by, when);
}

/** Why it was set; null where there is nothing to say. */
export function because(version: PolicyVersion, t: Texts): string | null {
  if (version.undoes !== null) return t.policy.undid(version.undoes);
  return version.note === null ? null : t.policy.why(version.note);
}

/** The version in force. */
export function newest(history: PolicyHistory): PolicyVersion {
  const version = history.versions[0];
  if (version === undefined) throw new Error("a service that answers has a policy");
  return version;
}
