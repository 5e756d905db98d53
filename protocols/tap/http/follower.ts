import type { FileRef, Side } from '../../../model/events';
import { frameRange, type Follower, type FollowerOptions, type TappedChunk } from '../follower';
import { HttpMessageReader, type HttpMessage } from './message-reader';
import { dicomPartsOf } from './split-parts';

/** Secrets never reach a record. */
const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie', 'x-api-key']);

/** Follows HTTP/1.1 on one connection: requests of the client, responses of the server, paired in order. */
export class HttpFollower implements Follower {
  private readonly readers: Record<Side, HttpMessageReader>;
  private readonly first: Partial<Record<Side, number>> = {};
  private readonly last: Record<Side, number> = { client: 0, server: 0 };
  private requests = 0;
  private responses = 0;
  private readonly methods: string[] = [];

  constructor(private readonly options: FollowerOptions) {
    const maxBodyBytes = options.limits.bodyBytes;
    this.readers = {
      client: new HttpMessageReader('request', {
        maxBodyBytes,
        hasNoBody: () => false,
        onHead: () => {},
        onMessage: (message) => this.request(message),
      }),
      server: new HttpMessageReader('response', {
        maxBodyBytes,
        hasNoBody: () => this.methods[this.responses] === 'HEAD',
        onHead: () => {},
        onMessage: (message) => this.response(message),
      }),
    };
  }

  follow({ sender, bytes, frameAt }: TappedChunk): void {
    this.first[sender] ??= frameAt(0);
    this.last[sender] = frameAt(bytes.length - 1);
    this.readers[sender].read(bytes);
  }

  end(sender: Side): void {
    this.readers[sender].end();
  }

  close(): void {
    // Nothing is open but memory.
  }

  private request(message: HttpMessage): void {
    const { ref, recording } = this.options;
    this.methods.push(message.method);
    this.requests += 1;
    const parts = dicomPartsOf(message.headers['content-type'], message.body);
    recording.append({
      kind: 'http.request',
      ...ref,
      exchange: this.requests,
      method: message.method,
      target: message.target,
      headers: withoutSecrets(message),
      body: this.save(message),
      parts: parts.length > 0 ? parts.map((part) => recording.saveFile('objects', 'stow.dcm', part)) : undefined,
      frames: this.frames('client'),
    });
  }

  private response(message: HttpMessage): void {
    const { ref, recording } = this.options;
    // 1xx answers come before the one that counts.
    if (message.status >= 100 && message.status < 200) return;
    this.responses += 1;
    recording.append({
      kind: 'http.response',
      ...ref,
      exchange: this.responses,
      status: message.status,
      headers: withoutSecrets(message),
      body: this.save(message),
      frames: this.frames('server'),
    });
  }

  private save(message: HttpMessage): FileRef | undefined {
    if (message.body.length === 0) return undefined;
    const extension = /json/.test(message.headers['content-type'] ?? '') ? 'json' : 'bin';
    return this.options.recording.saveFile('bodies', `body.${extension}`, message.body);
  }

  private frames(sender: Side): [number, number] {
    const range = frameRange(this.first[sender], this.last[sender]);
    delete this.first[sender];
    return range;
  }
}

function withoutSecrets({ headers, cut }: HttpMessage): Record<string, string> {
  const shown = Object.entries(headers).map(([name, value]) => [name, SECRET.has(name) ? '(not recorded)' : value]);
  if (cut > 0) shown.push(['x-airworthy-body-cut', `${cut} bytes were not kept`]);
  return Object.fromEntries(shown) as Record<string, string>;
}
