import { useLocation } from 'wouter';
import type { StartRun } from '../../../contract';
import { useSend } from '../../api/queries';

/** Starts a run and goes to its page. */
export function useStartRun() {
  const [, go] = useLocation();
  const starting = useSend('runs.start', ['runs.list']);
  return {
    starting,
    start: (body: StartRun) =>
      starting.mutate({ body }, { onSuccess: (run) => go(`/runs/${encodeURIComponent(run.id)}`) }),
  };
}
