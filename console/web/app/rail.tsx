import { useState } from 'react';
import { Link, useLocation } from 'wouter';
import { mayAs, type Role } from '../../contract';
import { useSession, useSignOut } from '../api/session';
import { Icon, type IconName } from '../parts/icon';
import { Shown } from '../parts/shown';
import { ThemeSwitch } from './theme-switch';

const PLACES: { path: string; name: string; icon: IconName; role: Role }[] = [
  { path: '/', name: 'Start', icon: 'start', role: 'viewer' },
  { path: '/products', name: 'Products', icon: 'products', role: 'viewer' },
  { path: '/runs', name: 'Run', icon: 'run', role: 'viewer' },
  { path: '/attest', name: 'Attest', icon: 'attest', role: 'viewer' },
  { path: '/reports', name: 'Reports', icon: 'reports', role: 'viewer' },
  { path: '/traffic', name: 'Traffic', icon: 'traffic', role: 'viewer' },
  { path: '/admin', name: 'Admin', icon: 'admin', role: 'admin' },
];

export function Rail() {
  const [location] = useLocation();
  const [open, setOpen] = useState(false);
  const { user, mode, airworthy } = useSession();
  const signOut = useSignOut();
  const isHere = (path: string) => (path === '/' ? location === '/' : location.startsWith(path));
  return (
    <header className="rail" data-open={open}>
      <Link href="/" className="brand">
        <Mark />
        airworthy
      </Link>
      <button
        type="button"
        className="menu-button"
        aria-expanded={open}
        aria-controls="menu"
        onClick={() => setOpen(!open)}
      >
        <Icon name={open ? 'close' : 'menu'} />
        Menu
      </button>
      <nav id="menu" aria-label="Main">
        <ul>
          {PLACES.filter(({ role }) => mayAs(user.role, role)).map(({ path, name, icon }) => (
            <li key={path}>
              <Link href={path} aria-current={isHere(path) ? 'page' : undefined} onClick={() => setOpen(false)}>
                <Icon name={icon} />
                {name}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <div className="rail-foot">
        <ThemeSwitch />
        <p>
          <Shown text={user.name} /> ({user.role})
        </p>
        {mode === 'users' && (
          <button type="button" onClick={() => void signOut()}>
            Sign out
          </button>
        )}
        <p>Version {airworthy}</p>
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg width="28" height="28" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#7ccbe4" />
      <path
        d="M6 20h5l3-9 5 14 3-9h4"
        fill="none"
        stroke="#0c3442"
        strokeWidth="2.6"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
