// The time, for texts that change with it. One timer serves everybody who asks for the same rhythm.
import { useEffect, useState } from "preact/hooks";

interface Ticker {
  timer: ReturnType<typeof setInterval>;
  readonly watchers: Set<() => void>;
}

const tickers = new Map<number, Ticker>();

/** Milliseconds since 1970, renewed every *everyMs*. */
export function useNow(everyMs: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const watcher = () => setNow(Date.now());
    let ticker = tickers.get(everyMs);
    if (ticker === undefined) {
      const watchers = new Set<() => void>();
      const timer = setInterval(() => watchers.forEach((each) => each()), everyMs);
      ticker = { timer, watchers };
      tickers.set(everyMs, ticker);
    }
    const mine = ticker;
    mine.watchers.add(watcher);
    return () => {
      mine.watchers.delete(watcher);
      if (mine.watchers.size > 0) return;
      clearInterval(mine.timer);
      tickers.delete(everyMs);
    };
  }, [everyMs]);
  return now;
}
