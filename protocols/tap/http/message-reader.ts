import { HTTPParser, type HTTPParserJS } from 'http-parser-js';

export interface HttpHead {
  method: string;
  target: string;
  status: number;
  /** Names in lower case; repeated ones joined by commas. */
  headers: Record<string, string>;
}

export interface HttpMessage extends HttpHead {
  body: Buffer;
  /** Bytes of the body that were not kept. */
  cut: number;
}

/** Parses the messages of one side of an HTTP/1.1 connection, keep-alive and chunked coding included. */
export class HttpMessageReader {
  private readonly parser: HTTPParserJS;
  private head: HttpHead | undefined;
  private parts: Buffer[] = [];
  private kept = 0;
  private cut = 0;

  constructor(
    kind: 'request' | 'response',
    private readonly options: {
      maxBodyBytes: number;
      /** A response to HEAD has headers of a body, and none. */
      hasNoBody(): boolean;
      onHead(): void;
      onMessage(message: HttpMessage): void;
    },
  ) {
    const parser = new HTTPParser(kind === 'request' ? HTTPParser.REQUEST : HTTPParser.RESPONSE) as HTTPParserJS;
    this.parser = parser;
    parser[HTTPParser.kOnHeadersComplete] = (info: HeadersInfo) => {
      this.head = {
        method: HTTPParser.methods[info.method] ?? '',
        target: info.url ?? '',
        status: info.statusCode ?? 0,
        headers: headersOf(info.headers),
      };
      this.options.onHead();
      return kind === 'response' && this.options.hasNoBody() ? 1 : undefined;
    };
    parser[HTTPParser.kOnBody] = (chunk: Buffer, offset: number, length: number) => this.body(chunk, offset, length);
    parser[HTTPParser.kOnMessageComplete] = () => this.complete();
  }

  /** Throws when the bytes are not HTTP/1.x. */
  read(bytes: Buffer): void {
    const result: number | Error = this.parser.execute(bytes);
    if (result instanceof Error) throw new Error(`bytes that are no HTTP/1.1 message (${result.message})`);
  }

  /** A response without length ends with its connection. */
  end(): void {
    const result: unknown = this.parser.finish();
    if (result instanceof Error) throw new Error('the connection ended within an HTTP message');
  }

  private body(chunk: Buffer, offset: number, length: number): void {
    const room = Math.max(0, this.options.maxBodyBytes - this.kept);
    const taken = Math.min(room, length);
    // The chunk's memory is the socket's; what is kept must be ours.
    if (taken > 0) this.parts.push(Buffer.from(chunk.subarray(offset, offset + taken)));
    this.kept += taken;
    this.cut += length - taken;
  }

  private complete(): void {
    const { head } = this;
    if (!head) return;
    const message = { ...head, body: Buffer.concat(this.parts), cut: this.cut };
    this.head = undefined;
    this.parts = [];
    this.kept = 0;
    this.cut = 0;
    this.options.onMessage(message);
  }
}

interface HeadersInfo {
  headers: string[];
  method: number;
  url: string;
  statusCode: number;
}

function headersOf(list: string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let at = 0; at + 1 < list.length; at += 2) {
    const name = (list[at] ?? '').toLowerCase();
    const value = list[at + 1] ?? '';
    headers[name] = name in headers ? `${headers[name]}, ${value}` : value;
  }
  return headers;
}
