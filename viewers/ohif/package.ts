import { execFile } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { extract } from 'tar';
import { cacheFolder } from '../../model/cache-folder';
import { OHIF_RELEASE } from './release';

const DOWNLOAD_TIMEOUT_MS = 300_000;

/** OHIF as static files. */
export interface OhifFiles {
  /** Holds index.html. */
  folder: string;
  /** For reports: "OHIF Viewer 3.13.2", with where it came from where that was not our pinned package. */
  description: string;
}

export interface OhifSource {
  /** A tarball of the package or a folder with its files, where the user has one; it is taken as it is. */
  given?: string;
  cache?: string;
  /** Plain sentences for the user. */
  notice(text: string): void;
}

/**
 * The files of the viewer: from what was given, from the cache, or once by `npm pack` of the pinned release.
 * @throws Error with one sentence that says what to do, where it cannot be had
 */
export async function ohifFiles({ given, cache = cacheFolder(), notice }: OhifSource): Promise<OhifFiles> {
  if (given !== undefined) return filesGiven(resolve(given), cache);
  const { name, version, integrity, megabytes } = OHIF_RELEASE;
  const folder = join(cache, `ohif-${version}`);
  if (!existsSync(join(folder, 'index.html'))) {
    notice(`Getting OHIF Viewer ${version} from the npm registry, once (${megabytes} MB) ...`);
    const downloads = join(cache, `.ohif-${randomUUID()}`);
    mkdirSync(downloads, { recursive: true });
    try {
      const tarball = await download(`${name}@${version}`, downloads);
      const found = await integrityOf(tarball);
      if (found !== integrity)
        throw new Error(
          `What the npm registry gave for ${name}@${version} is not what it was: its hash is ${found}. It was not used.`,
        );
      await unpack(tarball, folder);
    } finally {
      rmSync(downloads, { recursive: true, force: true });
    }
  }
  return { folder, description: `OHIF Viewer ${version}` };
}

async function filesGiven(given: string, cache: string): Promise<OhifFiles> {
  if (!existsSync(given)) throw new Error(`There is no ${given}. Give a tarball of ${OHIF_RELEASE.name} or a folder.`);
  if (statSync(given).isDirectory()) {
    const folder = [given, join(given, 'dist'), join(given, 'package', 'dist')].find((each) =>
      existsSync(join(each, 'index.html')),
    );
    if (folder === undefined)
      throw new Error(`${given} holds no index.html, also not below dist/: it is no built OHIF.`);
    return { folder, description: `OHIF Viewer ${versionIn(folder)} (given as a folder)` };
  }
  const hash = await integrityOf(given);
  const folder = join(cache, `ohif-given-${createHash('sha256').update(hash).digest('hex').slice(0, 16)}`);
  if (!existsSync(join(folder, 'index.html'))) {
    mkdirSync(cache, { recursive: true });
    await unpack(given, folder);
  }
  const pinned = hash === OHIF_RELEASE.integrity;
  return { folder, description: `OHIF Viewer ${pinned ? OHIF_RELEASE.version : '(given as a tarball)'}` };
}

function versionIn(folder: string): string {
  try {
    const text = readFileSync(join(folder, '..', 'package.json'), 'utf8');
    return (JSON.parse(text) as { version?: string }).version ?? 'of unknown version';
  } catch {
    return 'of unknown version';
  }
}

/** By npm itself, so that the user's registry, proxy and certificates hold here as well. Nothing of the package is run. */
async function download(spec: string, folder: string): Promise<string> {
  const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';
  try {
    const args = ['pack', spec, '--pack-destination', folder, '--ignore-scripts', '--silent'];
    const { stdout } = await promisify(execFile)(npm, args, { timeout: DOWNLOAD_TIMEOUT_MS, cwd: folder });
    return join(folder, stdout.trim().split('\n').at(-1) ?? '');
  } catch (error) {
    const { stderr = '', message } = error as Error & { stderr?: string };
    const why = stderr.split('\n').find((line) => /error/i.test(line)) ?? message.split('\n')[0] ?? '';
    throw new Error(
      `OHIF could not be had by "npm pack ${spec}" (${why.trim()}). Where there is no network, give a tarball that was packed elsewhere with --ohif FILE.`,
      { cause: error },
    );
  }
}

async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

/** Whole or not at all: unpacked beside its place and then moved there. Source maps stay out: nobody debugs OHIF here. */
async function unpack(tarball: string, folder: string): Promise<void> {
  const beside = `${folder}.${randomUUID()}`;
  mkdirSync(beside, { recursive: true });
  try {
    await extract({
      file: tarball,
      cwd: beside,
      strip: 2,
      filter: (path, entry) =>
        path.startsWith('package/dist/') && !path.endsWith('.map') && !('type' in entry && /Link/.test(entry.type)),
    });
    if (!existsSync(join(beside, 'index.html'))) throw new Error('package/dist/index.html is not in it');
    try {
      renameSync(beside, folder);
    } catch (error) {
      // Another process was quicker.
      if (!existsSync(join(folder, 'index.html'))) throw error;
    }
  } catch (error) {
    throw new Error(`${tarball} could not be unpacked as ${OHIF_RELEASE.name}: ${(error as Error).message}.`, {
      cause: error,
    });
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
