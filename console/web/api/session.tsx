import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { mayAs, type Role, type Session } from '../../contract';
import { call } from './call';

export interface SignedIn extends Session {
  user: { name: string; role: Role };
}

export const SessionContext = createContext<SignedIn | undefined>(undefined);

export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (!session) throw new Error('Nobody is signed in.');
  return session;
}

/** May the person who is signed in do what needs `role`? The server asks the same; this only spares a refusal. */
export function useMay(role: Role): boolean {
  return mayAs(useSession().user.role, role);
}

export function useSignOut(): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    await call('session.signOut');
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session.read' });
    await client.invalidateQueries({ queryKey: ['session.read'] });
  };
}
