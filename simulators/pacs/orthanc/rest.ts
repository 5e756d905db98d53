import type { Address, DimsePeer } from '../../../model/actors';
import { DicomWebError } from '../../../protocols/dicomweb/errors';
import { exchange, readAll } from '../../../protocols/dicomweb/http-exchange';
import { LaunchError } from '../launch-error';
import type { ForwardOutcome } from '../pacs';

/** It answers in less than a millisecond, and nobody is told of an end that nobody looks for. */
const BETWEEN_LOOKS_MS = 5;
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

export interface OrthancSystem {
  Name?: string;
  Version: string;
  DicomAet: string;
  DicomPort: number;
}

/** Orthanc has more about each; it is given back as it was. */
export interface OrthancModality {
  AET: string;
  Host: string;
  Port: number;
}

interface OrthancJob {
  State: string;
  /** Percent. */
  Progress: number;
  ErrorDescription: string;
  ErrorDetails: string;
  Content: { InstancesCount: number };
}

/** What we use of Orthanc's own REST API. */
export class OrthancRest {
  readonly #baseUrl: string;

  constructor(address: Address) {
    this.#baseUrl = `http://${address.host}:${address.port}`;
  }

  async system(timeoutMs = 2000): Promise<OrthancSystem> {
    const system = await this.#call('GET', '/system', undefined, timeoutMs);
    if (typeof (system as OrthancSystem | null)?.Version !== 'string') {
      throw new LaunchError(`What answers at ${this.#baseUrl} is not Orthanc`);
    }
    return system as OrthancSystem;
  }

  /** Version of the DICOMweb plugin, undefined when it is not loaded. */
  async dicomWebVersion(): Promise<string | undefined> {
    const plugins = await this.#call('GET', '/plugins', undefined, 5000);
    if (!Array.isArray(plugins) || !plugins.includes('dicom-web')) return undefined;
    const plugin = (await this.#call('GET', '/plugins/dicom-web', undefined, 5000)) as { Version?: string };
    return plugin.Version ?? 'of unknown version';
  }

  /** Makes these the only modalities that Orthanc knows. */
  async setModalities(peers: DimsePeer[]): Promise<void> {
    const wanted = new Set(peers.map(({ aeTitle }) => aeTitle));
    for (const [name, { AET }] of Object.entries(await this.modalities())) {
      if (!wanted.has(AET)) await this.deleteModality(name);
    }
    await this.addModalities(peers);
  }

  /** Adds these and leaves others alone. Orthanc finds a peer by its AE title, so an entry that has it is changed. */
  async addModalities(peers: DimsePeer[]): Promise<void> {
    const known = await this.modalities();
    for (const { aeTitle, host, port } of peers) {
      const name = nameOf(known, aeTitle) ?? symbolicName(aeTitle);
      await this.putModality(name, { ...known[name], AET: aeTitle, Host: host, Port: port });
    }
  }

  /** All modalities by Orthanc's name for them. */
  async modalities(): Promise<Record<string, OrthancModality>> {
    return (await this.#call('GET', '/modalities?expand', undefined, 5000)) as Record<string, OrthancModality>;
  }

  async putModality(name: string, modality: OrthancModality): Promise<void> {
    await this.#call('PUT', `/modalities/${encodeURIComponent(name)}`, modality, 5000);
  }

  async deleteModality(name: string): Promise<void> {
    await this.#call('DELETE', `/modalities/${encodeURIComponent(name)}`, undefined, 5000);
  }

  /** C-STOREs a study to one of the modalities and waits for the end of it. */
  async store(studyInstanceUid: string, aeTitle: string, timeoutMs: number): Promise<ForwardOutcome> {
    const name = nameOf(await this.modalities(), aeTitle);
    if (name === undefined) throw new LaunchError(`The PACS knows no application entity called ${aeTitle}`);
    const found = (await this.#call('POST', '/tools/lookup', studyInstanceUid, 10_000)) as {
      Type: string;
      ID: string;
    }[];
    const study = found.find((resource) => resource.Type === 'Study');
    if (!study) throw new LaunchError(`The PACS has no study ${studyInstanceUid}`);
    // Not Permissive: Orthanc then counts even a peer that cannot be reached as sent.
    const order = { Resources: [study.ID], Synchronous: false, Permissive: false, Timeout: 30 };
    const { ID } = (await this.#call('POST', `/modalities/${encodeURIComponent(name)}/store`, order, 10_000)) as {
      ID: string;
    };
    const job = await this.#untilDone(ID, timeoutMs);
    const count = job.Content.InstancesCount;
    if (job.State === 'Success') return { sent: count, failed: 0 };
    // It ends at the first failure; what comes after is not tried.
    const sent = Math.min(count - 1, Math.round((job.Progress * count) / 100));
    return { sent, failed: count - sent, reason: job.ErrorDetails || job.ErrorDescription };
  }

  async #untilDone(id: string, timeoutMs: number): Promise<OrthancJob> {
    const deadline = Date.now() + timeoutMs;
    while (Date.now() < deadline) {
      const job = (await this.#call('GET', `/jobs/${id}`, undefined, 10_000)) as OrthancJob;
      if (job.State === 'Success' || job.State === 'Failure') return job;
      await new Promise((resolve) => setTimeout(resolve, BETWEEN_LOOKS_MS));
    }
    throw new LaunchError(`Orthanc was not done with sending after ${timeoutMs / 1000} s`);
  }

  async #call(
    method: 'GET' | 'PUT' | 'POST' | 'DELETE',
    path: string,
    body: unknown,
    timeoutMs: number,
  ): Promise<unknown> {
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return exchange(
      { from: 'airworthy', peer: { baseUrl: this.#baseUrl }, timeoutMs },
      { method, path, ...(text === undefined ? {} : { body: Buffer.from(text) }) },
      async (answer) => {
        const bytes = await readAll(answer.body, MAX_ANSWER_BYTES, 'the answer');
        const json = parse(bytes);
        if (answer.status >= 200 && answer.status < 300) return json;
        const { Details, Message } = (json ?? {}) as { Details?: string; Message?: string };
        throw new DicomWebError(
          'status',
          `Orthanc at ${this.#baseUrl} answered ${method} ${path} with ${answer.status}: ${Details || Message || 'no reason given'}`,
          answer.status,
        );
      },
    );
  }
}

function nameOf(known: Record<string, OrthancModality>, aeTitle: string): string | undefined {
  return Object.keys(known).find((name) => known[name]?.AET === aeTitle);
}

/** Orthanc's key for a modality: letters, digits and hyphens only, different for different AE titles. */
function symbolicName(aeTitle: string): string {
  const code = (character: string): string => `-${character.charCodeAt(0).toString(16)}-`;
  return `airworthy-${aeTitle.trim().replace(/[^A-Za-z0-9]/g, code)}`;
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}
