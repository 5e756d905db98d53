import { HTTPParser, type HTTPParserJS } from 'http-parser-js';
import { foreignProtocol } from '../foreign';
import { NotUnderstood, type TappedChunk } from '../follower';

HTTPParser.encoding = 'latin1';
HTTPParser.maxHeaderSize = 256 * 1024;

export interface HttpHead {
  method: string;
  target: string;
  status: number;
  /** Names in lower case; repeated ones joined by commas. */
  headers: Record<string, string>;
}

export interface MessageHandler {
  /** @returns whether the message has no body, whatever its headers say (a response to HEAD) */
  onHead(head: HttpHead): boolean;
  /** Bytes of the body, transfer coding taken off. */
  onBody(bytes: Buffer): void;
  onComplete(frames: [first: number, last: number]): void;
}

/** What http-parser-js has and does not declare. */
interface ParserInside {
  offset: number;
  parseHeader(line: string, headers: string[]): void;
}

/** Parses the messages of one side of an HTTP/1.1 connection as they come, keep-alive and chunked coding included. */
export class HttpMessageReader {
  private readonly parser: HTTPParserJS & ParserInside;
  private chunk: TappedChunk | undefined;
  /** Offset in the chunk of the part that the parser is working on. */
  private base = 0;
  private begun = false;
  private firstFrame = 0;
  private lastFrame = 0;
  private messageAt = 0;

  constructor(
    kind: 'request' | 'response',
    private readonly handler: MessageHandler,
  ) {
    const parser = new HTTPParser(
      kind === 'request' ? HTTPParser.REQUEST : HTTPParser.RESPONSE,
    ) as unknown as HTTPParserJS & ParserInside;
    this.parser = parser;
    parser[HTTPParser.kOnHeadersComplete] = (info: HeadersInfo) => {
      const head = {
        method: HTTPParser.methods[info.method] ?? '',
        target: info.url ?? '',
        status: info.statusCode ?? 0,
        headers: headersOf(info.headers),
      };
      return this.handler.onHead(head) ? 1 : undefined;
    };
    parser[HTTPParser.kOnBody] = (bytes: Buffer, offset: number, length: number) =>
      this.handler.onBody(bytes.subarray(offset, offset + length));
    parser[HTTPParser.kOnMessageComplete] = () => this.complete();
    if (kind === 'request') ignoreUpgrade(parser);
  }

  /** @throws NotUnderstood when the bytes are not HTTP/1.x, with the byte at which the message begins */
  read(chunk: TappedChunk): void {
    const { bytes } = chunk;
    const foreign = chunk.at === 0 ? foreignProtocol(bytes) : undefined;
    if (foreign !== undefined && foreign !== 'HTTP') throw new NotUnderstood(`${foreign} came instead of HTTP/1.1`, 0);
    this.chunk = chunk;
    this.base = 0;
    while (this.base < bytes.length) {
      if (!this.begun) this.begin(this.base);
      const read: number | Error = this.parser.execute(bytes.subarray(this.base));
      if (read instanceof Error) throw this.notUnderstood(`bytes that are no HTTP/1.1 message (${reasonOf(read)})`);
      if (read === 0) throw this.notUnderstood('bytes that are no HTTP/1.1 message');
      this.base += read;
    }
    this.lastFrame = chunk.frameAt(bytes.length - 1);
    this.chunk = undefined;
  }

  /** A response without length ends with its connection. @returns whether a message was incomplete */
  end(): boolean {
    const result: unknown = this.parser.finish();
    return result instanceof Error;
  }

  notUnderstood(reason: string): NotUnderstood {
    return new NotUnderstood(reason, this.messageAt);
  }

  private begin(at: number): void {
    if (!this.chunk) return;
    this.begun = true;
    this.firstFrame = this.chunk.frameAt(at);
    this.messageAt = this.chunk.at + at;
  }

  private complete(): void {
    const { chunk } = this;
    const next = this.base + this.parser.offset;
    const frames: [number, number] = [this.firstFrame, chunk ? chunk.frameAt(Math.max(0, next - 1)) : this.lastFrame];
    this.begun = false;
    // The parser goes on within the same bytes.
    if (chunk && next < chunk.bytes.length) this.begin(next);
    this.handler.onComplete(frames);
  }
}

/**
 * An upgrade that is only offered changes nothing: without this the parser takes no chunked body after `Upgrade: h2c`,
 * which Java's HTTP client sends by default.
 */
function ignoreUpgrade(parser: ParserInside): void {
  const parseHeader = parser.parseHeader.bind(parser);
  parser.parseHeader = (line, headers) => {
    parseHeader(line, headers);
    const at = headers.length - 2;
    if (headers[at]?.toLowerCase() === 'upgrade') headers[at] = ' upgrade';
  };
}

interface HeadersInfo {
  headers: string[];
  method: number;
  url: string;
  statusCode: number;
}

function headersOf(list: string[]): Record<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < list.length; at += 2) {
    const name = (list[at] ?? '').trim().toLowerCase();
    const before = headers.get(name);
    const value = list[at + 1] ?? '';
    headers.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(headers);
}

function reasonOf(error: Error): string {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'HPE_INVALID_CONSTANT') return 'the first line is neither a request nor a status line';
  if (code === 'HPE_UNEXPECTED_CONTENT_LENGTH') return 'two different values of Content-Length';
  if (code === 'HPE_LF_EXPECTED') return 'a carriage return within a header';
  return error.message;
}
