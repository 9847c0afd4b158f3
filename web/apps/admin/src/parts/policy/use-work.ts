// A draft of the next version, and the version that it was made from.
import { useCallback, useEffect, useMemo, useState } from "preact/hooks";
import type { PolicyVersion } from "@hangat/protocol";
import { useHouse } from "../../context";
import { differences, type Draft, draftOf, faults, NUMBERS, type Path, rebase } from "../../policy";
import type { Editing } from "./fields";

export interface Work {
  readonly from: PolicyVersion;
  readonly draft: Draft;
  /** What differs from the version it was made from. */
  readonly changes: readonly Path[];
  /** Whether something cannot be saved as it is. */
  readonly wrong: boolean;
  /** Something would be lost if the page were closed. */
  readonly dirty: boolean;
  readonly editing: Editing;
  /** Goes on from *next*: what was changed here stays changed. */
  take(next: PolicyVersion): void;
  edit(change: (draft: Draft) => Draft): void;
  /** The service refuses the value of this field. */
  refuse(field: string): void;
}

/** What is not saved when the session ends, for whoever signs in again on this page. */
let left: { readonly of: string; readonly from: PolicyVersion; readonly draft: Draft } | null =
  null;

export function useWork(base: PolicyVersion): Work {
  const { t, me } = useHouse();
  const [{ from, draft }, setWork] = useState(() =>
    left?.of === me ? left : { from: base, draft: draftOf(base.content) },
  );
  const [refused, setRefused] = useState<string | null>(null);

  const take = useCallback((next: PolicyVersion) => {
    setRefused(null);
    setWork((had) => ({
      from: next,
      draft: draftOf(rebase(had.from.content, had.draft.content, next.content)),
    }));
  }, []);
  const edit = useCallback((change: (draft: Draft) => Draft) => {
    setRefused(null);
    setWork((had) => ({ ...had, draft: change(had.draft) }));
  }, []);

  const found = useMemo(() => faults(draft, t.code), [draft, t.code]);
  const changes = useMemo(() => differences(from.content, draft.content), [from, draft]);
  const wrong = NUMBERS.some((path) => found[path] !== undefined);
  const dirty = changes.length > 0 || wrong;
  useEffect(() => {
    left = dirty ? { of: me, from, draft } : null;
  }, [dirty, me, from, draft]);
  useEffect(() => {
    if (!dirty) return undefined;
    const hold = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", hold);
    return () => removeEventListener("beforeunload", hold);
  }, [dirty]);

  const editing = useMemo<Editing>(() => {
    const all = refused === null ? found : { ...found, [refused]: "refused" as const };
    return { draft, base: from.content, faults: all, edit };
  }, [draft, from, found, refused, edit]);
  return { from, draft, changes, wrong, dirty, editing, take, edit, refuse: setRefused };
}
