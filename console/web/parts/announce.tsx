import { createContext, useCallback, useContext, useEffect, useRef, useState, type ReactNode } from 'react';

/** At most one message in this time, the newest: a live run must not flood a screen reader. Milliseconds. */
const PAUSE_MS = 4000;

const Announcing = createContext<(text: string) => void>(() => undefined);

export function useAnnounce(): (text: string) => void {
  return useContext(Announcing);
}

/** The one polite live region of the console. */
export function Announcer({ children }: { children: ReactNode }) {
  const [said, setSaid] = useState('');
  const waiting = useRef<string | undefined>(undefined);
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const announce = useCallback((text: string) => {
    const flush = () => {
      timer.current = undefined;
      if (waiting.current === undefined) return;
      setSaid(waiting.current);
      waiting.current = undefined;
      timer.current = window.setTimeout(flush, PAUSE_MS);
    };
    waiting.current = text;
    if (timer.current === undefined) flush();
  }, []);
  return (
    <Announcing.Provider value={announce}>
      {children}
      <p className="hidden-words" role="status">
        {said}
      </p>
    </Announcing.Provider>
  );
}
