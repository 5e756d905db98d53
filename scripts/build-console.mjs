// Builds the console's client into dist/console/web, unless what is there is newer than everything that it is made from.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const root = join(import.meta.dirname, '..');
const built = join(root, 'dist/console/web/index.html');
const sources = ['console/web', 'console/contract', 'model', 'package-lock.json'];

function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newest(join(path, name))));
}

if (!existsSync(built) || Math.max(...sources.map((path) => newest(join(root, path)))) > statSync(built).mtimeMs)
  await build({ configFile: join(root, 'console/web/vite.config.ts'), logLevel: 'warn' });
