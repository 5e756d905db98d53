// Builds the dicom-dimse-native addon from the sources inside its npm package, for machines where its
// prebuilt binary cannot be downloaded. npm drops an optional dependency whose install script fails, so the
// package is installed and compiled in a cache folder outside the checkout; protocols/dimse/native.ts looks
// there when `require('dicom-dimse-native')` finds nothing. Takes about 9 minutes on 2 cores, once.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const VERSION = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8')).packages[
  'node_modules/dicom-dimse-native'
].version;

const cacheRoot = process.env.AIRWORTHY_CACHE ?? join(homedir(), '.cache', 'airworthy');
const folder = join(cacheRoot, `dicom-dimse-native-${VERSION}-napi-${process.platform}-${process.arch}`);
const addonFolder = join(folder, 'node_modules', 'dicom-dimse-native');
const stamp = join(folder, 'built.json');

if (existsSync(stamp)) {
  console.log(`dicom-dimse-native ${VERSION} is already built in ${folder}`);
  process.exit(0);
}

function run(command, args, options) {
  const result = spawnSync(command, args, { stdio: 'inherit', ...options });
  if (result.status !== 0) {
    console.error(`${command} ${args.join(' ')} failed (${result.error?.message ?? `exit ${result.status}`}).`);
    console.error('Needed: cmake, make, a C++ compiler, and node headers. Airworthy works without this addon.');
    process.exit(1);
  }
}

mkdirSync(folder, { recursive: true });
writeFileSync(
  join(folder, 'package.json'),
  JSON.stringify({
    private: true,
    dependencies: { 'dicom-dimse-native': VERSION },
    // 8.7 and later need C++17, which the addon's build does not ask for.
    overrides: { 'node-addon-api': '8.6.0' },
  }),
);
run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
const env = { ...process.env, SKIP_LIB_ICONV_BOOTSTRAP: '1' };
if (existsSync('/usr/include/node/node_api.h')) env.npm_config_nodedir = '/usr';
run(process.execPath, ['scripts/compile-native.js'], { cwd: addonFolder, env });
writeFileSync(stamp, JSON.stringify({ version: VERSION, node: process.version, builtAt: new Date().toISOString() }));
console.log(`dicom-dimse-native ${VERSION} built in ${folder}`);
