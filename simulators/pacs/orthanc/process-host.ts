import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DimsePeer } from '../../../model/actors';
import { GuardedProcess } from '../guardian';
import { LaunchError } from '../launch-error';
import type { LaunchOptions } from '../pacs';
import { claimPort, isLoopback } from '../ports';
import { orthancConfig } from './config';
import { findDicomWebPlugin } from './find-orthanc';
import type { OrthancHost, RunningOrthanc } from './host';
import { LOOPBACK_ONLY_LUA } from './loopback-only';

/** Orthanc as a child process of ours. Started again, it has the same ports and the same storage. */
export class ProcessHost implements OrthancHost {
  readonly #options: LaunchOptions;
  #process: GuardedProcess | undefined;
  #ports: { dimse: number; http: number } | undefined;

  constructor(
    readonly program: string,
    readonly launcher: 'path' | 'apt',
    readonly origin: string,
    options: LaunchOptions,
  ) {
    this.#options = options;
  }

  async start(): Promise<RunningOrthanc> {
    const { host, aeTitle, log } = this.#options;
    this.#ports = {
      dimse: await claimPort(host, this.#ports?.dimse ?? this.#options.dimsePort, 'DICOM'),
      http: await claimPort(host, this.#ports?.http ?? this.#options.httpPort, 'HTTP'),
    };
    const config = this.#writeConfig(this.#ports);
    // Without no-delay DCMTK waits 40 ms at the end of every instance it sends.
    const process = new GuardedProcess(this.program, [config], { TCP_NODELAY: '1' }, (line) =>
      log.debug(`Orthanc: ${line}`),
    );
    this.#process = process;
    return {
      dimse: { aeTitle, host, port: this.#ports.dimse },
      http: { host, port: this.#ports.http },
      gone: process.gone.then((reason) => `${reason}${lastWords(process.output)}`),
    };
  }

  async stop(): Promise<void> {
    await this.#process?.stop();
    this.#process = undefined;
  }

  route(peer: DimsePeer): DimsePeer {
    return peer;
  }

  #writeConfig(ports: { dimse: number; http: number }): string {
    const { storageDir, aeTitle, host } = this.#options;
    const plugin = findDicomWebPlugin();
    if (plugin === undefined) {
      throw new LaunchError(
        `${this.program} has no DICOMweb plugin; install orthanc-dicomweb, or name its folder in AIRWORTHY_ORTHANC_PLUGINS`,
      );
    }
    const loopbackOnly = isLoopback(host);
    const lua = join(storageDir, 'loopback-only.lua');
    mkdirSync(storageDir, { recursive: true });
    if (loopbackOnly) writeFileSync(lua, LOOPBACK_ONLY_LUA);
    const config = orthancConfig({
      aeTitle,
      dimsePort: ports.dimse,
      httpPort: ports.http,
      storageDir: join(storageDir, 'orthanc'),
      plugins: [plugin],
      loopbackOnly,
      luaScripts: loopbackOnly ? [lua] : [],
    });
    const file = join(storageDir, 'orthanc.json');
    writeFileSync(file, JSON.stringify(config, null, 2));
    return file;
  }
}

/** Orthanc's last error line without its time and thread stamp. */
function lastWords(output: readonly string[]): string {
  const line = [...output].reverse().find((each) => /^[EF]\d{4}|rror/.test(each)) ?? output.at(-1);
  return line ? `: ${line.replace(/^\w\d{4} [\d:.]+ \S+ /, '').slice(0, 300)}` : '';
}
