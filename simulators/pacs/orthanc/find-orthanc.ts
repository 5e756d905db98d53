import { accessSync, constants, existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

const PLUGIN_FOLDERS = [
  '/usr/share/orthanc/plugins',
  '/usr/local/share/orthanc/plugins',
  '/usr/share/orthanc/plugins-available',
  '/usr/lib/orthanc',
  '/opt/homebrew/share/orthanc/plugins',
];

/** Distributions install Orthanc in sbin, which is not on every user's PATH. */
const MORE_FOLDERS = ['/usr/sbin', '/usr/local/sbin', '/usr/local/bin', '/opt/homebrew/bin'];

/** The Orthanc program, undefined where there is none. */
export function findOrthanc(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [...(env['PATH'] ?? '').split(delimiter), ...MORE_FOLDERS].filter((folder) => folder !== '');
  const names = process.platform === 'win32' ? ['Orthanc.exe'] : ['Orthanc', 'orthanc'];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

/** The DICOMweb plugin, in AIRWORTHY_ORTHANC_PLUGINS or where packages put it; undefined where there is none. */
export function findDicomWebPlugin(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const folders = [env['AIRWORTHY_ORTHANC_PLUGINS'] ?? '', ...PLUGIN_FOLDERS].filter((folder) => existsSync(folder));
  for (const folder of folders) {
    const plugin = readdirSync(folder).find((name) => /OrthancDicomWeb.*\.(so|dylib|dll)(\.|$)/.test(name));
    if (plugin) return join(folder, plugin);
  }
  return undefined;
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
