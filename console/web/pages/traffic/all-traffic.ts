import { useEffect, useState } from 'react';
import type { Arrow } from '../../../contract';
import { call } from '../../api/call';

const PAGE = 2000;

export interface AllTraffic {
  arrows: readonly Arrow[];
  loading: boolean;
  error?: Error;
}

/** The whole traffic of a run, page after page, shown as far as it has come. */
export function useAllTraffic(run: string): AllTraffic {
  const [state, setState] = useState<AllTraffic>({ arrows: [], loading: true });
  useEffect(() => {
    let wanted = true;
    const load = async () => {
      let arrows: Arrow[] = [];
      for (let after: number | undefined = 0; after !== undefined && wanted;) {
        const page: Awaited<ReturnType<typeof call<'traffic.list'>>> = await call('traffic.list', {
          params: { run },
          query: { after, limit: PAGE },
        });
        arrows = [...arrows, ...page.arrows];
        after = page.next;
        if (wanted) setState({ arrows, loading: after !== undefined });
      }
    };
    load().catch((error: Error) => wanted && setState((before) => ({ ...before, loading: false, error })));
    return () => {
      wanted = false;
    };
  }, [run]);
  return state;
}
