import type { Side } from '../../../model/events';
import type { Follower, FollowerOptions, TappedChunk } from '../follower';
import { BodyRecorder } from './body-recorder';
import { HttpMessageReader, type HttpHead } from './message-reader';
import { withoutSecretParameters, withoutSecrets } from '../secrets/http-names';

interface Message {
  head: HttpHead;
  body: BodyRecorder;
  exchange: number;
}

/** Follows HTTP/1.1 on one connection: requests of the client, responses of the server, paired in order. */
export class HttpFollower implements Follower {
  private readonly readers: Record<Side, HttpMessageReader>;
  private readonly current: Partial<Record<Side, Message>> = {};
  private requests = 0;
  private responses = 0;
  /** By exchange, until it is answered. */
  private readonly methods = new Map<number, string>();

  constructor(private readonly options: FollowerOptions) {
    this.readers = {
      client: new HttpMessageReader('request', {
        onHead: (head) => {
          this.requests += 1;
          this.methods.set(this.requests, head.method);
          this.begin('client', head, this.requests);
          return false;
        },
        onBody: (bytes) => this.current.client?.body.write(bytes),
        onComplete: (frames) => this.request(frames),
      }),
      server: new HttpMessageReader('response', {
        onHead: (head) => {
          this.begin('server', head, this.responses + 1);
          return this.methods.get(this.responses + 1) === 'HEAD';
        },
        onBody: (bytes) => this.current.server?.body.write(bytes),
        onComplete: (frames) => this.response(frames),
      }),
    };
  }

  follow(chunk: TappedChunk): void {
    this.readers[chunk.sender].read(chunk);
  }

  end(sender: Side, ofItself: boolean): void {
    const reader = this.readers[sender];
    const message = this.current[sender];
    if (!reader.end() || !ofItself) return;
    const what = sender === 'client' ? 'an HTTP request' : 'an HTTP response';
    const which =
      sender === 'client' && message ? ` (${message.head.method} ${withoutSecretParameters(message.head.target)})` : '';
    throw reader.notUnderstood(`the connection ended within ${what}${which}`);
  }

  close(): void {
    for (const side of ['client', 'server'] as const) this.take(side)?.body.abandon();
  }

  private begin(sender: Side, head: HttpHead, exchange: number): void {
    const { recording, limits } = this.options;
    this.current[sender] = { head, exchange, body: new BodyRecorder(recording, head.headers, limits.bodyBytes) };
  }

  private take(sender: Side): Message | undefined {
    const message = this.current[sender];
    this.current[sender] = undefined;
    return message;
  }

  private request(frames: [number, number]): void {
    const message = this.take('client');
    if (!message) return;
    const { ref, recording } = this.options;
    const { head, exchange } = message;
    recording.append({
      kind: 'http.request',
      ...ref,
      exchange,
      method: head.method,
      target: withoutSecretParameters(head.target),
      headers: withoutSecrets(head.headers),
      ...message.body.finish(),
      frames,
    });
  }

  private response(frames: [number, number]): void {
    const message = this.take('server');
    if (!message) return;
    const { ref, recording } = this.options;
    const { head, exchange } = message;
    if (head.status === 101)
      throw this.readers.server.notUnderstood('the connection changed to another protocol (101)');
    // Other 1xx answers come before the one that counts.
    if (head.status < 200) return;
    this.responses = exchange;
    this.methods.delete(exchange);
    recording.append({
      kind: 'http.response',
      ...ref,
      exchange,
      status: head.status,
      headers: withoutSecrets(head.headers),
      ...message.body.finish(),
      frames,
    });
  }
}
