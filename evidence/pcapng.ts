import { closeSync, openSync, writevSync } from 'node:fs';
import type { Address } from '../model/actors';
import type { FrameRange, Side } from '../model/events';
import { TcpStream } from './tcp-stream';

// Block types, PCAP Next Generation Dump File Format.
const SECTION_HEADER = 0x0a0d0d0a;
const INTERFACE_DESCRIPTION = 1;
const ENHANCED_PACKET = 6;
/** LINKTYPE_RAW: packets begin with the IP header. */
const LINKTYPE_RAW = 101;
const OPTION_COMMENT = 1;

/**
 * Writes a pcapng of what passed the taps. A proxy sees payloads, not packets, so the TCP/IP around them is made here:
 * handshake, sequence numbers, FIN. Wireshark then follows and dissects each connection as if captured on the wire.
 */
export class CaptureWriter {
  private readonly fd: number;
  private frames = 0;
  private closed = false;

  constructor(file: string) {
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
    return new CaptureStream(new TcpStream(client, server), (packet, note) => this.packet(packet, note), comment);
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    closeSync(this.fd);
  }

  private packet(packet: Buffer[], comment?: string): number {
    if (this.closed) return this.frames;
    const length = packet.reduce((sum, part) => sum + part.length, 0);
    const header = Buffer.alloc(20);
    const microseconds = BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000));
    header.writeUInt32LE(Number(microseconds >> 32n), 4);
    header.writeUInt32LE(Number(microseconds & 0xffffffffn), 8);
    header.writeUInt32LE(length, 12);
    header.writeUInt32LE(length, 16);
    this.block(ENHANCED_PACKET, [
      header,
      ...packet,
      padding(length),
      ...(comment === undefined ? [] : [options([[OPTION_COMMENT, comment]])]),
    ]);
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
    writevSync(this.fd, [head, ...body, tail]);
  }
}

type PutPacket = (packet: Buffer[], comment?: string) => number;

/** One connection in the capture. */
export class CaptureStream {
  private ended = false;

  constructor(
    private readonly tcp: TcpStream,
    private readonly put: PutPacket,
    comment?: string,
  ) {
    tcp.handshake().forEach((packet, index) => put([packet], index === 0 ? comment : undefined));
  }

  /** Payload from one side; gives the frames that carry it. */
  data(sender: Side, payload: Buffer): FrameRange {
    let first = 0;
    let last = 0;
    for (const packet of this.tcp.segments(sender, payload)) {
      last = this.put(packet);
      first ||= last;
    }
    return [first, last];
  }

  /** That side has nothing more to send. */
  end(sender: Side): void {
    this.put([this.tcp.finish(sender)]);
  }

  reset(sender: Side): void {
    if (!this.ended) this.put([this.tcp.reset(sender)]);
    this.ended = true;
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
