import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { PACKAGE_ROOT } from '../../model/package-root';

const PACKAGE = 'dicom-dimse-native';
let found: string | undefined | null = null;

/**
 * Where the dicom-dimse-native addon is: installed beside us, or built by scripts/build-native-dimse.mjs in
 * AIRWORTHY_CACHE (default ~/.cache/airworthy). Undefined where there is none that is built.
 */
export function nativeAddonFolder(): string | undefined {
  if (found === null) found = candidates().find((folder) => existsSync(join(folder, 'build', 'Release', 'dcmtk.node')));
  return found;
}

function candidates(): string[] {
  const root = createRequire(join(PACKAGE_ROOT, 'package.json'));
  const folders: string[] = [];
  try {
    folders.push(dirname(root.resolve(`${PACKAGE}/package.json`)));
  } catch {
    // An optional dependency: npm leaves it out where it could not be built.
  }
  const version = wantedVersion();
  if (version) {
    const cache = process.env['AIRWORTHY_CACHE'] ?? join(homedir(), '.cache', 'airworthy');
    const folder = `${PACKAGE}-${version}-napi-${process.platform}-${process.arch}`;
    folders.push(join(cache, folder, 'node_modules', PACKAGE));
  }
  return folders;
}

/** The version in package-lock.json, as the build script takes it; where that is not shipped, the range's base. */
function wantedVersion(): string | undefined {
  const read = (file: string): unknown => JSON.parse(readFileSync(join(PACKAGE_ROOT, file), 'utf8'));
  const lock = join(PACKAGE_ROOT, 'package-lock.json');
  if (existsSync(lock)) {
    const { packages = {} } = read('package-lock.json') as { packages?: Record<string, { version?: string }> };
    const version = packages[`node_modules/${PACKAGE}`]?.version;
    if (version) return version;
  }
  const { optionalDependencies = {} } = read('package.json') as { optionalDependencies?: Record<string, string> };
  return optionalDependencies[PACKAGE]?.replace(/^[^\d]*/, '');
}
