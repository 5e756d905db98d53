import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where what is large and can be had again is kept between runs: AIRWORTHY_CACHE, XDG_CACHE_HOME/airworthy or ~/.cache/airworthy. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const { AIRWORTHY_CACHE: own, XDG_CACHE_HOME: xdg } = env;
  return own ?? join(xdg !== undefined && xdg !== '' ? xdg : join(homedir(), '.cache'), 'airworthy');
}
