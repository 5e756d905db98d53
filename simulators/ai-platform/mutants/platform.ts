import type { TlsFiles } from '../../../model/actors';
import type { Settings } from '../options';
import { openDoor } from './tools/open-door';
import type { Mutant } from './types';

const oldTls = <T extends { tls?: TlsFiles }>(end: T): T =>
  end.tls ? { ...end, tls: { ...end.tls, minVersion: 'TLSv1' } } : end;

/** Defects of the platform's connections, and of what it keeps. */
export const PLATFORM_MUTANTS: Mutant[] = [
  {
    id: 'serves-in-the-clear',
    requirement: 'RCR-A6.2a',
    sentence: 'The listeners take TLS, as declared, but also serve whoever speaks to them in the clear.',
    hooks: { door: openDoor },
  },
  {
    id: 'tls-1.0-accepted',
    requirement: 'RCR-A6.2a',
    sentence: 'The listeners accept TLS 1.0, which has been withdrawn.',
    hooks: {
      configure: (settings: Settings) => ({
        ...settings,
        dimse: oldTls(settings.dimse),
        mllp: oldTls(settings.mllp),
      }),
    },
  },
  {
    id: 'images-kept',
    requirement: 'RCR-A6.3a',
    sentence: 'Images are kept for ever, and given out when asked for.',
    hooks: { configure: (settings: Settings) => ({ ...settings, retentionMs: Infinity }) },
  },
];
