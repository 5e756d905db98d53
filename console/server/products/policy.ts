import { resolve, sep } from 'node:path';
import type { Role } from '../../contract';
import { Refusal } from '../http/refusal';

/** Keys of sut.yaml that make this machine run something. */
const COMMANDS = [
  ['acquisition', 'command'],
  ['ris', 'restart', 'command'],
  ['pacs', 'image'],
  ['viewer', 'pages'],
  ['viewer', 'ohif'],
];
/** Values of those that run nothing but what comes with airworthy. */
const OURS = ['ohif'];

/** Keys that name a file or folder of this machine. */
const FILES = [['tls', 'certificate'], ['tls', 'key'], ['tls', 'ca'], ['attestations'], ['ris', 'consumer', 'file']];

/**
 * What is in a sut.yaml is done on the machine of the console. Among several people only an admin may have it run commands, or
 * read files beside the product's own; what an admin has put in stays as it is when others edit the rest. @throws Refusal
 */
export function refuseReach(role: Role, folder: string, before: unknown, now: unknown): void {
  if (role === 'admin') return;
  for (const path of COMMANDS) {
    const value = at(now, path);
    if (value !== undefined && value !== at(before, path) && !OURS.includes(value as string))
      throw new Refusal(
        403,
        `"${path.join('.')}" makes this machine run something, which only an admin may set.`,
        'Ask an admin of this console to set it.',
      );
  }
  const known = new Set(filesIn(before).map(({ value }) => value));
  for (const { path, value } of filesIn(now)) {
    if (!known.has(value) && !resolve(folder, value).startsWith(folder + sep))
      throw new Refusal(
        403,
        `"${path}" names a file or folder of this machine, which only an admin may do.`,
        'Upload the file or the studies here and name them by their name alone.',
      );
  }
}

function filesIn(content: unknown): { path: string; value: string }[] {
  const named = FILES.map((path) => ({ path: path.join('.'), value: at(content, path) }));
  const studies = at(content, ['studies']);
  const sources = Object.entries(isObject(studies) ? studies : {}).flatMap(([kind, list]) =>
    (Array.isArray(list) ? list : []).map((one, index) => ({
      path: `studies.${kind}.${index}.source`,
      value: at(one, ['source']),
    })),
  );
  return [...named, ...sources].flatMap(({ path, value }) =>
    typeof value === 'string' && !value.startsWith('synthetic:') ? [{ path, value }] : [],
  );
}

function at(content: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((found, key) => (isObject(found) ? found[key] : undefined), content);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
