import { isIPv4, isIPv6 } from 'node:net';
import type { Address } from '../model/actors';
import type { Side } from '../model/events';

const FIN = 0x01;
const SYN = 0x02;
const RST = 0x04;
const PSH = 0x08;
const ACK = 0x10;
const TCP_HEADER = 20;
/** Payload of one packet. IP can carry 65,495; a round number is easier to read in Wireshark. */
export const SEGMENT = 32_768;

/** Bytes that are left free before each packet, for what its file puts there. */
export const ROOM_BEFORE = 28;

/** What one side sends before the other acknowledges it in a packet of its own. */
const ACKNOWLEDGE_EVERY = 256 * 1024;
/** NOP and window scale 7 (RFC 7323), in SYN packets: the window of 65,535 then stands for 8 MiB. */
const SYN_OPTIONS = Buffer.from([1, 3, 3, 7]);

/** Headers, with free room before them, and payload. */
export type Packet = [headers: Buffer, payload?: Buffer];

interface End {
  address: Buffer;
  port: number;
  /** Next sequence number, 32 bits, wrapping. */
  sequence: number;
  /** Sent since the other side's last packet. */
  unacknowledged: number;
}

/** Makes the IP packets of one TCP connection from the payloads of both sides, each after ROOM_BEFORE free bytes. */
export class TcpStream {
  private readonly ends: Record<Side, End>;
  private readonly version: 4 | 6;

  /**
   * @param initialSequence differs from stream to stream: by it a reader tells a new connection between the same ports
   *   from a SYN that was sent again
   */
  constructor(client: Address, server: Address, initialSequence = 0) {
    const hosts = [plainHost(client.host), plainHost(server.host)];
    this.version = hosts.every((host) => isIPv4(host)) ? 4 : 6;
    const bytes = hosts.map((host) => (this.version === 4 ? ipv4Bytes(host) : ipv6Bytes(host)));
    this.ends = {
      client: { ...end(bytes[0] as Buffer, client.port), sequence: initialSequence >>> 0 },
      server: { ...end(bytes[1] as Buffer, server.port), sequence: initialSequence >>> 0 },
    };
  }

  handshake(): Buffer[] {
    const syn = this.packet('client', SYN, 0);
    this.advance('client', 1);
    const synAck = this.packet('server', SYN | ACK, 0);
    this.advance('server', 1);
    return [syn, synAck, this.packet('client', ACK, 0)];
  }

  /** Header and payload of each packet, the payload as a view. */
  *segments(sender: Side, payload: Buffer): Generator<Packet> {
    for (let at = 0; at < payload.length; at += SEGMENT) {
      const part = payload.subarray(at, at + SEGMENT);
      yield [this.packet(sender, at + SEGMENT >= payload.length ? PSH | ACK : ACK, part.length), part];
      this.advance(sender, part.length);
    }
  }

  /** The receiver's acknowledgement, once enough has come to it without one. */
  acknowledgement(sender: Side): Buffer | undefined {
    if (this.ends[sender].unacknowledged < ACKNOWLEDGE_EVERY) return undefined;
    return this.packet(sender === 'client' ? 'server' : 'client', ACK, 0);
  }

  finish(sender: Side): Buffer {
    const packet = this.packet(sender, FIN | ACK, 0);
    this.advance(sender, 1);
    return packet;
  }

  reset(sender: Side): Buffer {
    return this.packet(sender, RST | ACK, 0);
  }

  private advance(sender: Side, by: number): void {
    this.ends[sender].sequence = (this.ends[sender].sequence + by) >>> 0;
    this.ends[sender].unacknowledged += by;
  }

  private packet(sender: Side, flags: number, payloadLength: number): Buffer {
    const from = this.ends[sender];
    const to = this.ends[sender === 'client' ? 'server' : 'client'];
    to.unacknowledged = 0;
    const options = flags & SYN ? SYN_OPTIONS : NO_OPTIONS;
    const tcpLength = TCP_HEADER + options.length + payloadLength;
    const ipLength = this.version === 4 ? 20 : 40;
    const whole = Buffer.allocUnsafe(ROOM_BEFORE + ipLength + TCP_HEADER + options.length).fill(0);
    const ip = whole.subarray(ROOM_BEFORE);
    if (this.version === 4) ipv4Header(ip, from, to, tcpLength);
    else ipv6Header(ip, from, to, tcpLength);
    const tcp = ip.subarray(ipLength);
    tcp.writeUInt16BE(from.port, 0);
    tcp.writeUInt16BE(to.port, 2);
    tcp.writeUInt32BE(from.sequence, 4);
    tcp.writeUInt32BE(flags & ACK ? to.sequence : 0, 8);
    tcp[12] = ((TCP_HEADER + options.length) / 4) << 4;
    tcp[13] = flags;
    // Window. The TCP checksum stays 0, which Wireshark takes as offloaded to the network card.
    tcp.writeUInt16BE(0xffff, 14);
    options.copy(tcp, TCP_HEADER);
    return whole;
  }
}

const NO_OPTIONS = Buffer.alloc(0);

function end(address: Buffer, port: number): End {
  return { address, port, sequence: 0, unacknowledged: 0 };
}

function ipv4Header(ip: Buffer, from: End, to: End, tcpLength: number): void {
  ip[0] = 0x45;
  ip.writeUInt16BE(20 + tcpLength, 2);
  // Don't fragment.
  ip.writeUInt16BE(0x4000, 6);
  ip[8] = 64;
  ip[9] = 6;
  from.address.copy(ip, 12);
  to.address.copy(ip, 16);
  let sum = 0;
  for (let at = 0; at < 20; at += 2) sum += ip.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  ip.writeUInt16BE(~sum & 0xffff, 10);
}

function ipv6Header(ip: Buffer, from: End, to: End, tcpLength: number): void {
  ip[0] = 0x60;
  ip.writeUInt16BE(tcpLength, 4);
  ip[6] = 6;
  ip[7] = 64;
  from.address.copy(ip, 8);
  to.address.copy(ip, 24);
}

/** `::ffff:127.0.0.1` is IPv4 in an IPv6 coat; names that were never resolved become loopback. */
function plainHost(host: string): string {
  const bare = host.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
  return isIPv4(bare) || isIPv6(bare) ? bare : '127.0.0.1';
}

function ipv4Bytes(host: string): Buffer {
  return Buffer.from(host.split('.').map(Number));
}

function ipv6Bytes(host: string): Buffer {
  const bytes = Buffer.alloc(16);
  if (isIPv4(host)) {
    bytes.writeUInt16BE(0xffff, 10);
    ipv4Bytes(host).copy(bytes, 12);
    return bytes;
  }
  const [head = '', tail] = host.split('::');
  const groups = (text: string) => (text === '' ? [] : text.split(':').map((group) => parseInt(group, 16)));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  left.forEach((group, index) => bytes.writeUInt16BE(group & 0xffff, index * 2));
  right.forEach((group, index) => bytes.writeUInt16BE(group & 0xffff, 16 - (right.length - index) * 2));
  return bytes;
}
