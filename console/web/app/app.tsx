import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { holdSession } from '../api/call';
import { useRead } from '../api/queries';
import { SessionContext, type SignedIn } from '../api/session';
import { Announcer } from '../parts/announce';
import { Loading } from '../parts/empty';
import { Problem } from '../parts/notice';
import { SignInPage } from '../pages/sign-in';
import { Shell } from './shell';

/** Asks who is signed in, and shows the console or the way in. */
export function App() {
  const client = useQueryClient();
  const { data: session, error } = useRead('session.read');
  holdSession(session?.csrf, () => void client.invalidateQueries({ queryKey: ['session.read'] }));
  const signedIn = useMemo(() => (session?.user ? (session as SignedIn) : undefined), [session]);
  if (!session) {
    return (
      <main>
        {error ? <Problem error={error} title="The console cannot be reached" /> : <Loading what="the console" />}
      </main>
    );
  }
  if (!signedIn) return <SignInPage mode={session.mode} />;
  return (
    <SessionContext.Provider value={signedIn}>
      <Announcer>
        <Shell />
      </Announcer>
    </SessionContext.Provider>
  );
}
