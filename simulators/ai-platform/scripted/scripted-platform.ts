import type { Actor, Address, Listen, Logger, MllpPeer } from '../../../model/actors';
import type { EventSink, FileRef } from '../../../model/events';
import type { Hl7Message } from '../../../model/hl7/message';
import { readHl7 } from '../../../model/hl7/reader';
import { buildAck } from '../../../protocols/mllp/build';
import { encodeMessage } from '../../../protocols/mllp/charset';
import { exchangeBytes } from '../../../protocols/mllp/exchange-bytes';
import { framed } from '../../../protocols/mllp/framer';
import { MllpServer } from '../../../protocols/mllp/server';

export interface ScriptedPlatformOptions {
  /** Orders and status from the RIS. */
  mllp: Listen;
  /** Where messages are sent. */
  ris: MllpPeer;
  sending: { application: string; facility: string };
  timeoutMs: number;
  sink: EventSink;
  saveMessage(name: string, bytes: Uint8Array): FileRef;
  log: Logger;
}

/** A message as a scenario wants it. */
export interface Script {
  caseId?: string;
  /** What is special about it, in a few words. */
  what: string;
  expects: 'accepted' | 'refused';
  /** Text is encoded by its own MSH-18 and framed; bytes go out just as they are. */
  message: string | Buffer;
}

export interface Told {
  /** MSA-1; undefined where there was no answer. */
  code?: string;
  reason: string;
}

/**
 * An AI platform that analyses nothing: it acknowledges what the RIS says, and says to the RIS exactly what a scenario asks
 * for, right or wrong.
 */
export class ScriptedAiPlatform implements Actor {
  readonly name = 'ai-platform';
  private readonly server: MllpServer;

  constructor(private readonly options: ScriptedPlatformOptions) {
    const { mllp, log, sending } = options;
    this.server = new MllpServer({
      listen: mllp,
      log,
      onMessage: async ({ bytes }) => {
        const message = readable(bytes);
        return message
          ? buildAck(message, 'AA', sending)
          : buildAck(undefined, 'AR', sending, 'This is no HL7 message', { code: '100', location: 'MSH-1' });
      },
    });
  }

  get mllpAddress(): Address {
    return this.server.address;
  }

  async start(): Promise<void> {
    await this.server.start();
    const { host, port } = this.mllpAddress;
    const description = `Scripted AI platform, HL7 at ${host}:${port}`;
    this.options.sink.append({ kind: 'actor.started', actor: 'ai-platform', description });
  }

  async stop(): Promise<void> {
    await this.server.stop();
    this.options.sink.append({ kind: 'actor.stopped', actor: 'ai-platform' });
  }

  /** Sends, waits for the answer, and notes what came of it (`ai-platform.sent`). */
  async tell({ caseId, what, expects, message }: Script): Promise<Told> {
    const { ris, timeoutMs, sink, saveMessage } = this.options;
    const bytes = typeof message === 'string' ? encodeMessage(message) : message;
    const controlId = (typeof message === 'string' ? readable(bytes)?.controlId : undefined) ?? '';
    const result = await exchangeBytes(ris, typeof message === 'string' ? framed(bytes) : bytes, timeoutMs);
    const answer = 'answer' in result ? readable(result.answer) : undefined;
    const told: Told = { code: answer?.get('MSA-1'), reason: answer ? reasonOf(answer) : '' };
    sink.append({
      kind: 'ai-platform.sent',
      caseId,
      what,
      expects,
      controlId,
      message: saveMessage('to-ris', bytes),
      ...('answer' in result
        ? { answer: { code: told.code ?? '', reason: told.reason, message: saveMessage('from-ris', result.answer) } }
        : { unanswered: result.unanswered }),
    });
    return told;
  }
}

function readable(bytes: Uint8Array): Hl7Message | undefined {
  try {
    return readHl7(bytes);
  } catch {
    return undefined;
  }
}

/** MSA-3, or what ERR says in the place of its version (HL7 v2.5.1 2.15.5). */
function reasonOf(ack: Hl7Message): string {
  return (
    ['MSA-3', 'ERR-8', 'ERR-7', 'ERR-3.2', 'ERR-3.1', 'ERR-1.4.2', 'ERR-1']
      .map((path) => ack.get(path).trim())
      .find((text) => text !== '') ?? ''
  );
}
