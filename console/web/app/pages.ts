import { lazy, type ComponentType } from 'react';
import { StartPage } from '../pages/start';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each page declares the parameters of its own path
type AnyPage = ComponentType<any>;

/** Each page but the first is a file of its own, fetched when it is opened. */
export const PAGES: { path: string; page: AnyPage }[] = [
  { path: '/', page: StartPage },
  { path: '/products', page: lazy(() => import('../pages/products/list')) },
  { path: '/products/:product', page: lazy(() => import('../pages/products/product')) },
  { path: '/runs', page: lazy(() => import('../pages/runs/list')) },
  { path: '/runs/new', page: lazy(() => import('../pages/runs/new-run')) },
  { path: '/runs/:run', page: lazy(() => import('../pages/runs/run')) },
  { path: '/attest', page: lazy(() => import('../pages/attest/runs')) },
  { path: '/attest/:run', page: lazy(() => import('../pages/attest/steps')) },
  { path: '/attest/:run/:requirement', page: lazy(() => import('../pages/attest/step')) },
  { path: '/reports', page: lazy(() => import('../pages/reports/list')) },
  { path: '/reports/packs', page: lazy(() => import('../pages/reports/packs')) },
  { path: '/reports/trends', page: lazy(() => import('../pages/reports/trends')) },
  { path: '/reports/comparisons/:comparison', page: lazy(() => import('../pages/reports/comparison')) },
  { path: '/reports/runs/:run', page: lazy(() => import('../pages/reports/report')) },
  { path: '/traffic', page: lazy(() => import('../pages/traffic/runs')) },
  { path: '/traffic/:run', page: lazy(() => import('../pages/traffic/traffic')) },
  { path: '/admin', page: lazy(() => import('../pages/admin/admin')) },
];
