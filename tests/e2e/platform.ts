import { writeFileSync } from 'node:fs';
import { DEFAULTS } from '../../config/defaults';
import type { TlsFiles } from '../../model/actors';
import type { SutConfig } from '../../model/sut';
import { aiPlatform } from '../../runner/demo/ai-platform';
import { freePorts } from '../kit/processes';
import { start } from './cli';

/** Of a run in which nothing is waited for in vain: what all takes on a busy machine, long studies too. */
export const PATIENT = { notice: 300, recovery: 300, exchange: 120 };

/** The demo's configuration as sut.yaml for a platform in a process of its own, every port given. */
export async function describePlatform(tls?: TlsFiles): Promise<SutConfig> {
  const [dimse = 0, mllp = 0, pacs = 0, web = 0, hl7 = 0, fhir = 0] = await freePorts(6);
  const config = aiPlatform.config({ launcher: 'embedded', tls });
  return {
    ...config,
    endpoints: {
      dimse: { host: '127.0.0.1', port: dimse, aeTitle: 'AIRW_AI' },
      mllp: { host: '127.0.0.1', port: mllp },
    },
    harness: {
      ...DEFAULTS.harness,
      pacs: { aeTitle: 'AIRW_PACS', dimsePort: pacs, dicomWebPort: web },
      ris: { ...DEFAULTS.harness.ris, mllpPort: hl7, fhirPort: fhir },
    },
  };
}

/** JSON is YAML. */
export function writeConfig(file: string, config: SutConfig): void {
  writeFileSync(file, JSON.stringify(config, null, 2));
}

/** `airworthy simulate ai-platform` in the place of the product, ready; more settings as for --set. */
export async function startPlatform(config: string, ...more: string[]): Promise<{ stop(): Promise<number | null> }> {
  const { child, exited, until } = start(['simulate', 'ai-platform', '--set', `sut=${config}`, ...more]);
  await until('Ready. Ctrl-C stops.');
  return {
    stop() {
      child.kill('SIGTERM');
      return exited;
    },
  };
}
