import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Address, Logger } from '../../../model/actors';
import type { LinkProtocol } from '../../../model/events';
import { openRecording, type Recording } from '../../../evidence/recording';
import { Tap } from '../../../protocols/tap/tap';
import { Ris } from '../../../simulators/ris/ris';
import { Events, risOptions } from '../../../simulators/ris/testing/department';
import { department, type Department } from '../../kit/ai-department';

/** Every listener of the product, each behind a recording tap, as in a run. */
export interface Hospital {
  ai: Department;
  ris: Ris;
  /** What any actor warned of or complained about. */
  said: string[];
  recording: Recording;
  taps: Record<ListenerName, Address>;
  stop(): Promise<void>;
}

export type ListenerName =
  'PACS DIMSE' | 'AI DIMSE' | 'RIS DIMSE' | 'AI MLLP' | 'RIS MLLP' | 'PACS DICOMweb' | 'RIS HTTP';

export async function openHospital(): Promise<Hospital> {
  const said: string[] = [];
  const hear = (text: string): void => void said.push(text);
  const log: Logger = { debug: () => undefined, info: () => undefined, warn: hear, error: hear };
  const ai = await department({ log });
  const ris = new Ris(risOptions(new Events(), { log }));
  await ris.start();
  const dir = mkdtempSync(join(tmpdir(), 'airworthy-fuzz-'));
  const recording = openRecording(join(dir, 'run'));
  const open: Tap[] = [];
  const tap = async (protocol: LinkProtocol, name: string, { host, port }: Address): Promise<Address> => {
    const [from, to] = ['scanner', name] as ['scanner', 'pacs'];
    const one = new Tap({
      link: `${from}>${to}:${protocol}`,
      from,
      to,
      protocol,
      listen: { host: '127.0.0.1', port: 0 },
      target: { host, port },
      recording,
      log,
    });
    await one.start();
    open.push(one);
    return one.address;
  };
  const taps = {
    'PACS DIMSE': await tap('dimse', 'pacs', ai.pacs.dimse),
    'AI DIMSE': await tap('dimse', 'ai-platform', ai.platform.dimseAddress),
    'RIS DIMSE': await tap('dimse', 'ris', ris.dimseAddress),
    'AI MLLP': await tap('mllp', 'ai-platform', ai.platform.mllpAddress),
    'RIS MLLP': await tap('mllp', 'ris', ris.mllpAddress),
    'PACS DICOMweb': await tap('dicomweb', 'pacs', ai.pacs.http),
    'RIS HTTP': await tap('fhir', 'ris', ris.httpAddress),
  };
  return {
    ai,
    ris,
    said,
    recording,
    taps,
    stop: async () => {
      for (const one of open) await one.stop();
      await ris.stop();
      await ai.stop();
      await recording.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
