import { BadPack } from './bad-pack';
import type { Pack } from './reader';

/** In every pack, behind the files it lists. */
export const MANIFEST = 'manifest.json';
/** Where signatures stand, behind the manifest; they are the only files that it does not list. */
export const SIGNATURES = 'signatures/';

export interface Manifest {
  /** Version of this format, and of the layout of the archive. */
  format: 1;
  /** Version of airworthy that made the pack. */
  packedBy: string;
  runId: string;
  files: ManifestFile[];
}

export interface ManifestFile {
  path: string;
  bytes: number;
  /** Hex. */
  sha256: string;
}

/** The one way in which a manifest is written. */
export function renderManifest({ format, packedBy, runId, files }: Manifest): Buffer {
  const listed = files.map(({ path, bytes, sha256 }) => ({ path, bytes, sha256 }));
  return Buffer.from(`${JSON.stringify({ format, packedBy, runId, files: listed }, null, 1)}\n`);
}

/** @throws BadPack where there is none, or it is not as renderManifest writes it */
export function readManifest(pack: Pack): Manifest {
  if (!pack.has(MANIFEST)) throw new BadPack(`it has no ${MANIFEST}`);
  const bytes = pack.read(MANIFEST);
  let manifest: Manifest;
  try {
    manifest = JSON.parse(bytes.toString('utf8')) as Manifest;
    if (manifest.format !== 1) {
      throw new Error(`it has format ${JSON.stringify(manifest.format)}; this airworthy reads format 1`);
    }
    if (!renderManifest(manifest).equals(bytes)) throw new Error('it is not written as a manifest is');
  } catch (error) {
    throw new BadPack(`its ${MANIFEST} cannot be used: ${(error as Error).message}`);
  }
  return manifest;
}

/** Every difference between the manifest and what is in the pack, each as a sentence. Empty where none. */
export function manifestProblems(pack: Pack, manifest: Manifest): string[] {
  const problems: string[] = [];
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  if (listed.size !== manifest.files.length) problems.push(`${MANIFEST} lists a file twice.`);
  for (const { name, bytes } of pack.entries) {
    const file = listed.get(name);
    const { sha256, sound } = pack.digest(name);
    if (!sound) problems.push(`${name} was altered: its checksum does not fit.`);
    if (name === MANIFEST || name.startsWith(SIGNATURES)) continue;
    if (!file) problems.push(`${name} is in the pack, but not in its ${MANIFEST}.`);
    else if (file.sha256 !== sha256) problems.push(`${name} was altered: its SHA-256 is not that of the ${MANIFEST}.`);
    else if (file.bytes !== bytes) problems.push(`${name} has ${bytes} bytes, not ${file.bytes}.`);
    listed.delete(name);
  }
  for (const path of listed.keys()) problems.push(`${path} is missing; the ${MANIFEST} lists it.`);
  return problems.concat(orderProblems(pack));
}

/** Files by name, then the manifest, then signatures: one order only. */
function orderProblems({ entries }: Pack): string[] {
  const rank = (name: string) => (name === MANIFEST ? 1 : name.startsWith(SIGNATURES) ? 2 : 0);
  const sorted = entries.every(({ name }, index) => {
    const before = entries[index - 1]?.name;
    if (before === undefined) return true;
    return rank(before) < rank(name) || (rank(before) === rank(name) && (rank(name) === 2 || before < name));
  });
  return sorted ? [] : ['The files of the pack are not in the order in which a pack has them.'];
}
