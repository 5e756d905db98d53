import { useState } from 'react';
import { useSession } from '../../api/session';
import { Notice } from '../../parts/notice';
import { Page } from '../../parts/page';
import { Tabs } from '../../parts/tabs';
import { AuditLog } from './audit-log';
import { Users } from './users';

export default function AdminPage() {
  const { mode } = useSession();
  const [shown, setShown] = useState<'users' | 'audit'>('users');
  return (
    <Page title="Admin" lead="Who may use this console, and who did what.">
      <Tabs
        label="Admin"
        chosen={shown}
        onChoose={setShown}
        tabs={[
          {
            name: 'users',
            title: 'Users',
            content: () => (
              <div className="stack">
                {mode === 'local' && (
                  <Notice title="Only you can reach this console">
                    <p>
                      It answers on this computer alone, to whoever opens the printed address. To let colleagues in, add
                      users here and start <code>airworthy serve</code> with <code>--host</code> and a certificate.
                    </p>
                  </Notice>
                )}
                <Users />
              </div>
            ),
          },
          { name: 'audit', title: 'Audit log', content: () => <AuditLog /> },
        ]}
      />
    </Page>
  );
}
