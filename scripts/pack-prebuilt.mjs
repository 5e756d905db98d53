// Packs a native addon as compiled on this machine, under the name by which prebuild-install finds it in a folder of
// prebuilt binaries: node scripts/pack-prebuilt.mjs PACKAGE FOLDER. Does nothing where it is not compiled.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [name = '', folder = ''] = process.argv.slice(2);
const from = fileURLToPath(new URL(`../node_modules/${name}`, import.meta.url));
const addon = join('build', 'Release', `${name.replaceAll('-', '_')}.node`);
if (!existsSync(join(from, addon))) process.exit(0);

const { version } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
const file = `${name}-v${version}-node-v${process.versions.modules}-${process.platform}-${process.arch}.tar.gz`;
const { status } = spawnSync('tar', ['-czf', join(folder, file), '-C', from, addon], { stdio: 'inherit' });
process.exit(status ?? 1);
