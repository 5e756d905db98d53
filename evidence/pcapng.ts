import { closeSync, openSync } from 'node:fs';
import type { Address } from '../model/actors';
import type { FrameRange, Side } from '../model/events';
import type { Scribe } from './scribe/scribe';
import { type Packet, ROOM_BEFORE, TcpStream } from './tcp-stream';

// Block types, PCAP Next Generation Dump File Format.
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
/** LINKTYPE_RAW: packets begin with the IP header. */
const LINKTYPE_RAW = 101;
const OPTION_COMMENT = 1;
const NONE = Buffer.alloc(0);

/**
 * Writes a pcapng of what passed the taps. A proxy sees payloads, not packets, so the TCP/IP around them is made here:
 * handshake, sequence numbers, FIN. Wireshark then follows and dissects each connection as if captured on the wire.
 */
export class CaptureWriter {
  private readonly fd: number;
  private frames = 0;
  private closed = false;
  private streams = 0;
  /** Client and server of the streams that are not over. */
  private readonly running = new Set<string>();
  /** A sentence, once a packet could not be written; nothing is written after it. */
  problem: string | undefined;

  constructor(
    file: string,
    private readonly scribe: Scribe,
    /** Now, or when what is being written came: milliseconds by the clock of `performance.now()`. */
    private readonly now: () => number = () => performance.now(),
  ) {
    this.fd = openSync(file, 'wx');
    const section = Buffer.alloc(16);
    section.writeUInt32LE(0x1a2b3c4d, 0);
    section.writeUInt16LE(1, 4);
    section.writeBigInt64LE(-1n, 8);
    this.block(SECTION_HEADER, [section, options([[4, 'airworthy']])]);
    const description = Buffer.alloc(8);
    description.writeUInt16LE(LINKTYPE_RAW, 0);
    this.block(INTERFACE_DESCRIPTION, [description, options([[2, 'taps']])]);
  }

  /** Number of the frame written last (Wireshark's frame.number). */
  get frameCount(): number {
    return this.frames;
  }

  /**
   * Begins a connection with its three-way handshake. `comment` is put on the first packet, e.g. that TLS was ended by
   * the tap and the payload is shown in the clear.
   */
  open(client: Address, server: Address, comment?: string): CaptureStream {
    const port = this.freePort(client, server);
    const key = keyOf(client, port, server);
    this.running.add(key);
    this.streams += 1;
    const moved = port === client.port ? [] : [`the client's port was ${client.port}`];
    const note = [...(comment === undefined ? [] : [comment]), ...moved].join('; ');
    const tcp = new TcpStream({ host: client.host, port }, server, Math.imul(this.streams, INITIAL_SEQUENCE_STEP));
    return new CaptureStream(tcp, {
      put: (packet, text) => this.packet(packet, text),
      over: () => this.running.delete(key),
      comment: note === '' ? undefined : note,
    });
  }

  /**
   * A client's port means nothing by itself, but two taps can have clients with one port at one target at a time, which
   * must be two connections in the capture, and some ports would make Wireshark read another protocol.
   */
  private freePort(client: Address, server: Address): number {
    let { port } = client;
    while (MISLEADING_PORTS.has(port) || this.running.has(keyOf(client, port, server)))
      port = port > 1024 ? port - 1 : 65_535;
    return port;
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.fd);
  }

  /** @param packet its headers, with free room before them, and its payload */
  private packet(packet: Packet, comment?: string): number {
    if (this.closed || this.problem !== undefined) return this.frames;
    const [header, payload = NONE] = packet;
    const length = header.length - ROOM_BEFORE + payload.length;
    const after = Buffer.concat([
      padding(length),
      comment === undefined ? NONE : options([[OPTION_COMMENT, comment]]),
      Buffer.alloc(4),
    ]);
    const total = header.length + payload.length + after.length;
    const microseconds = Math.round((performance.timeOrigin + this.now()) * 1000);
    // Block type and length, interface, time, length in the file and on the wire.
    header.writeUInt32LE(ENHANCED_PACKET, 0);
    header.writeUInt32LE(total, 4);
    header.writeUInt32LE(0, 8);
    header.writeUInt32LE(Math.floor(microseconds / 2 ** 32), 12);
    header.writeUInt32LE(microseconds % 2 ** 32, 16);
    header.writeUInt32LE(length, 20);
    header.writeUInt32LE(length, 24);
    after.writeUInt32LE(total, after.length - 4);
    this.write([header, payload, after]);
    this.frames += 1;
    return this.frames;
  }

  private block(type: number, body: Buffer[]): void {
    const total = 12 + body.reduce((sum, part) => sum + part.length, 0);
    const head = Buffer.alloc(8);
    head.writeUInt32LE(type, 0);
    head.writeUInt32LE(total, 4);
    const tail = Buffer.alloc(4);
    tail.writeUInt32LE(total, 0);
    this.write([head, ...body, tail]);
  }

  private write(parts: Buffer[]): void {
    try {
      this.scribe.write(this.fd, parts, 'captures/traffic.pcapng');
    } catch (error) {
      this.problem = (error as Error).message;
    }
  }
}

/** Ports that systems give to clients and that Wireshark knows as those of other protocols (`tshark -G decodes`, 4.0). */
const MISLEADING_PORTS = new Set([34_980, 44_321, 44_322, 44_818, 48_049, 48_898, 57_000]);

/** Any odd number far from 0: consecutive streams begin far apart. */
const INITIAL_SEQUENCE_STEP = 0x1f3d5b79;

function keyOf(client: Address, port: number, server: Address): string {
  return `${client.host} ${port} ${server.host} ${server.port}`;
}

interface StreamOptions {
  put(packet: Packet, comment?: string): number;
  /** The connection has ended, its ports can be used again. */
  over(): void;
  comment?: string;
}

/** One connection in the capture. */
export class CaptureStream {
  private readonly endedSides = new Set<Side>();

  constructor(
    private readonly tcp: TcpStream,
    private readonly options: StreamOptions,
  ) {
    const { put, comment } = options;
    tcp.handshake().forEach((packet, index) => put([packet], index === 0 ? comment : undefined));
  }

  /** Payload from one side; gives the frames that carry it. */
  data(sender: Side, payload: Buffer): FrameRange {
    const { put } = this.options;
    let first = 0;
    let last = 0;
    for (const packet of this.tcp.segments(sender, payload)) {
      last = put(packet);
      first ||= last;
    }
    const acknowledgement = this.tcp.acknowledgement(sender);
    if (acknowledgement) put([acknowledgement]);
    return [first, last];
  }

  /** That side has nothing more to send. */
  end(sender: Side): void {
    if (this.isOver || this.endedSides.has(sender)) return;
    this.options.put([this.tcp.finish(sender)]);
    this.endedSides.add(sender);
    if (this.isOver) this.options.over();
  }

  /** That side broke the connection off. */
  reset(sender: Side): void {
    if (this.isOver) return;
    this.options.put([this.tcp.reset(sender)]);
    this.endedSides.add('client').add('server');
    this.options.over();
  }

  private get isOver(): boolean {
    return this.endedSides.size === 2;
  }
}

function options(list: [code: number, text: string][]): Buffer {
  const parts = list.flatMap(([code, text]) => {
    const value = Buffer.from(text, 'utf8');
    const head = Buffer.alloc(4);
    head.writeUInt16LE(code, 0);
    head.writeUInt16LE(value.length, 2);
    return [head, value, padding(value.length)];
  });
  return Buffer.concat([...parts, Buffer.alloc(4)]);
}

function padding(length: number): Buffer {
  return Buffer.alloc((4 - (length % 4)) % 4);
}
