import {
  keepPreviousData,
  QueryClient,
  useMutation,
  useQuery,
  useQueryClient,
  type UseQueryResult,
} from '@tanstack/react-query';
import type { RouteName } from '../../contract';
import { call, CallProblem, type Answer, type Params, type Query, type Sent } from './call';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2000,
      // A refusal stays one; only a server that does not answer is asked again.
      retry: (count, error) => count < 2 && error instanceof CallProblem && error.status === 0,
    },
  },
});

export interface Reading<Name extends RouteName> {
  params?: Params<Name>;
  query?: Query<Name>;
  /** Ask again after so many milliseconds. */
  everyMs?: number | ((answer: Answer<Name> | undefined) => number | false);
  enabled?: boolean;
  /** Show the answer before while the next is on its way. */
  keep?: boolean;
}

/** What a GET route answers, kept and shared by all who ask. */
export function useRead<Name extends RouteName>(name: Name, reading: Reading<Name> = {}): UseQueryResult<Answer<Name>> {
  const { params, query, everyMs, enabled = true, keep = false } = reading;
  return useQuery<Answer<Name>>({
    queryKey: [name, params ?? null, query ?? null],
    queryFn: () => call(name, { params, query }),
    enabled,
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    refetchInterval:
      typeof everyMs === 'function'
        ? ({ state }) => everyMs(state.data as Answer<Name> | undefined)
        : (everyMs ?? false),
  });
}

/** Calls a route that changes something; what `renews` names is read again afterwards. */
export function useSend<Name extends RouteName>(name: Name, renews: readonly RouteName[] = []) {
  const client = useQueryClient();
  return useMutation<Answer<Name>, Error, Sent<Name>>({
    mutationFn: (sent) => call(name, sent),
    onSettled: () => Promise.all(renews.map((route) => client.invalidateQueries({ queryKey: [route] }))),
  });
}
