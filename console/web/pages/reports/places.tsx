import { Link, useLocation } from 'wouter';

const PLACES = [
  { path: '/reports', name: 'Reports and comparisons' },
  { path: '/reports/packs', name: 'Evidence packs' },
  { path: '/reports/trends', name: 'Trends' },
];

/** The three pages about what runs came to. */
export function ReportPlaces() {
  const [location] = useLocation();
  return (
    <nav className="places" aria-label="Reports">
      <ul>
        {PLACES.map(({ path, name }) => (
          <li key={path}>
            <Link href={path} aria-current={location === path ? 'page' : undefined}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
