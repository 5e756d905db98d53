import type { LauncherName, LaunchOptions, Pacs } from '../pacs';
import { apt } from './apt';
import { docker } from './docker';
import { embedded } from './embedded';
import { existing } from './existing';
import { path } from './path';

/** Each starts a PACS in its way, or throws a LaunchError that says in one sentence why it cannot. */
export const LAUNCHERS: Record<LauncherName, (options: LaunchOptions) => Promise<Pacs>> = {
  path,
  docker,
  apt,
  existing,
  embedded,
};
