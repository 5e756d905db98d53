import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'yaml';
import { PACKAGE_ROOT } from '../../model/package-root';

type Yaml = Record<string, unknown>;

/** Where a RIS in a process of its own is to be reached, and where it reaches the AI platform. */
export interface RisPorts {
  dimse: number;
  mllp: number;
  http: number;
  aiPlatform: number;
}

const HOST = '127.0.0.1';

/** Settings of `airworthy simulate ris` as a file. */
export function writeRisSettings(dir: string, { dimse, mllp, http, aiPlatform }: RisPorts): string {
  const file = join(dir, 'ris.yaml');
  writeFileSync(
    file,
    stringify({
      databaseFile: join(dir, 'ris.sqlite'),
      dimse: { aeTitle: 'AIRW_RIS', host: HOST, port: dimse },
      mllp: { host: HOST, port: mllp },
      http: { host: HOST, port: http },
      aiPlatform: { host: HOST, port: aiPlatform },
    }),
  );
  return file;
}

/** sut.yaml as "airworthy init" writes it, for the RIS in its own process; `change` gets its `ris` section. */
export function describeRis(
  file: string,
  { dimse, mllp, http, aiPlatform }: RisPorts,
  change: (ris: Yaml & { orders: Yaml; worklist: Yaml }) => void,
  timeouts: Record<string, number> = { notice: 30, quiet: 3, recovery: 60, exchange: 20 },
): string {
  const template = readFileSync(join(PACKAGE_ROOT, 'config', 'sut.ris.template.yaml'), 'utf8');
  const sut = parse(template) as Yaml & { ris: Parameters<typeof change>[0] };
  change(sut.ris);
  const changed = {
    ...sut,
    endpoints: {
      dimse: { host: HOST, port: dimse, aeTitle: 'AIRW_RIS' },
      mllp: { host: HOST, port: mllp },
      http: { host: HOST, port: http },
    },
    harness: { host: HOST, aiPlatform: { mllpPort: aiPlatform }, pacs: { dimsePort: 0, dicomWebPort: 0 } },
    pacs: { launcher: 'embedded' },
    timeouts,
  };
  writeFileSync(file, stringify(changed));
  return file;
}
