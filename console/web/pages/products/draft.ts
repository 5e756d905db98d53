import { useEffect, useRef, useState } from 'react';
import type { Product, ProductProblem } from '../../../contract';
import { call } from '../../api/call';
import { pruned } from './form-schema';

/** How long nothing must be typed before the server is asked what it makes of it. Milliseconds. */
const PAUSE_MS = 350;

export interface Draft {
  yaml: string;
  value: unknown;
  problems: readonly ProductProblem[];
  changed: boolean;
  /** The server has not yet said what it makes of the newest change. */
  checking: boolean;
  error?: Error;
  editYaml: (yaml: string) => void;
  editValue: (value: unknown) => void;
}

/** A product's description as it is being edited: the same in the form and in the text, judged by the server. */
export function useDraft(product: Product): Draft {
  const [yaml, setYaml] = useState(product.yaml);
  const [value, setValue] = useState<unknown>(product.value);
  /** Of the newest change; the saved text has its own, which go when a file that it names is added. */
  const [problems, setProblems] = useState<readonly ProductProblem[]>();
  const [checking, setChecking] = useState(false);
  const [error, setError] = useState<Error>();
  const round = useRef(0);
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  const ask = (given: { yaml: string; value?: Record<string, unknown> }) => {
    round.current += 1;
    const mine = round.current;
    setChecking(true);
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      call('products.try', { body: { product: product.id, ...given } }).then(
        (reading) => {
          if (mine !== round.current) return;
          setError(undefined);
          setChecking(false);
          setProblems(reading.problemList);
          // Who types in one of the two is not interrupted by what comes back for it.
          if (given.value === undefined) setValue(reading.value);
          else setYaml(reading.yaml);
        },
        (problem: Error) => {
          if (mine !== round.current) return;
          setError(problem);
          setChecking(false);
        },
      );
    }, PAUSE_MS);
  };

  const latest = useRef({ asked: false, yaml, ask });
  useEffect(() => {
    latest.current = { asked: problems !== undefined, yaml, ask };
  });
  useEffect(() => {
    const { asked, yaml: text, ask: again } = latest.current;
    if (asked) again({ yaml: text });
  }, [product.problemList]);

  return {
    yaml,
    value,
    problems: problems ?? product.problemList,
    changed: yaml !== product.yaml || checking,
    checking,
    error,
    editYaml: (next) => {
      setYaml(next);
      ask({ yaml: next });
    },
    editValue: (next) => {
      setValue(next);
      ask({ yaml, value: pruned(next) as Record<string, unknown> });
    },
  };
}
