import { foreignProtocol } from '../foreign';
import { NotUnderstood, type TappedChunk } from '../follower';

const PDU_HEADER = 6;
const PDV_HEADER = 6;
const P_DATA = 4;
const PDU_NAMES = ['', 'A-ASSOCIATE-RQ', 'A-ASSOCIATE-AC', 'A-ASSOCIATE-RJ', 'P-DATA-TF', 'A-RELEASE-RQ'];

export interface PduHandler {
  /** A PDU other than P-DATA-TF, whole, header included. */
  onPdu(type: number, pdu: Buffer): void;
  /**
   * Bytes of a fragment (PDV) in the order in which they come; `ends` with its last ones. `control` is its message
   * control header (PS3.8 E.2).
   */
  onFragment(contextId: number, control: number, bytes: Buffer, ends: boolean): void;
}

type State =
  | { reading: 'header' }
  | { reading: 'whole'; type: number; length: number }
  | { reading: 'fragment-header'; left: number }
  | { reading: 'fragment'; left: number; fragmentLeft: number; contextId: number; control: number };

/**
 * Reads the PDUs of one side (PS3.8 9.3) as they come. Data are handed on at once and never collected: there are peers
 * that send a study in one PDU.
 */
export class PduReader {
  /** Frames of the first byte of the current PDU and of the byte read last. */
  firstFrame = 0;
  lastFrame = 0;
  private state: State = { reading: 'header' };
  private partial: Buffer[] = [];
  private partialLength = 0;
  private pduAt = 0;

  constructor(
    private readonly handler: PduHandler,
    /** Longest PDU other than P-DATA-TF. */
    private readonly maxBytes: number,
  ) {}

  /** @throws NotUnderstood, with the byte at which the PDU begins that is none */
  push(chunk: TappedChunk): void {
    const { bytes } = chunk;
    for (let at = 0; at < bytes.length;) {
      if (this.state.reading === 'header' && this.partialLength === 0) {
        this.pduAt = chunk.at + at;
        this.firstFrame = chunk.frameAt(at);
      }
      const taken = Math.min(bytes.length - at, this.wanted());
      const part = bytes.subarray(at, at + taken);
      at += taken;
      this.lastFrame = chunk.frameAt(at - 1);
      this.take(part);
    }
  }

  /** What is incomplete, in words; undefined between two PDUs. */
  get incomplete(): string | undefined {
    const { state } = this;
    if (state.reading === 'header') return this.partialLength === 0 ? undefined : 'the header of a PDU';
    return `a ${PDU_NAMES[state.reading === 'whole' ? state.type : P_DATA] ?? 'PDU'} PDU`;
  }

  /** Byte offset of the current PDU. */
  get at(): number {
    return this.pduAt;
  }

  private wanted(): number {
    const { state } = this;
    switch (state.reading) {
      case 'header':
        return PDU_HEADER - this.partialLength;
      case 'whole':
        return state.length - this.partialLength;
      case 'fragment-header':
        return PDV_HEADER - this.partialLength;
      case 'fragment':
        return state.fragmentLeft;
    }
  }

  private take(part: Buffer): void {
    const { state } = this;
    if (state.reading === 'fragment') {
      this.fragment(state, part);
      return;
    }
    // Kept across chunks: a small view would keep its socket's whole buffer alive.
    this.partial.push(Buffer.from(part));
    this.partialLength += part.length;
    if (this.wanted() > 0) return;
    const whole = Buffer.concat(this.partial, this.partialLength);
    this.partial = [];
    this.partialLength = 0;
    if (state.reading === 'header') this.header(whole);
    else if (state.reading === 'whole') this.whole(state.type, whole);
    else this.fragmentHeader(state.left, whole);
  }

  private header(header: Buffer): void {
    const type = header[0] ?? 0;
    const length = header.readUInt32BE(2);
    if (type < 1 || type > 7) {
      const other = foreignProtocol(header);
      throw this.notUnderstood(
        other ? `${other} came instead of DICOM` : `bytes that are no DICOM PDU came (type ${type})`,
      );
    }
    if (type === P_DATA) {
      this.state = length === 0 ? { reading: 'header' } : { reading: 'fragment-header', left: length };
      return;
    }
    if (length > this.maxBytes)
      throw this.notUnderstood(`a ${PDU_NAMES[type] ?? 'PDU'} of ${length} bytes was announced, which is too long`);
    this.partial = [header];
    this.partialLength = PDU_HEADER;
    this.state = { reading: 'whole', type, length: PDU_HEADER + length };
    if (length === 0) this.whole(type, header);
  }

  private whole(type: number, pdu: Buffer): void {
    this.partial = [];
    this.partialLength = 0;
    this.state = { reading: 'header' };
    this.handler.onPdu(type, pdu);
  }

  /** Item length, presentation context id and message control header (PS3.8 9.3.5.1). */
  private fragmentHeader(left: number, header: Buffer): void {
    const length = header.readUInt32BE(0);
    if (length < 2 || 4 + length > left)
      throw this.notUnderstood('a fragment that does not fit its P-DATA-TF PDU (PS3.8 9.3.5)');
    const state: State = {
      reading: 'fragment',
      left: left - PDV_HEADER,
      fragmentLeft: length - 2,
      contextId: header[4] ?? 0,
      control: header[5] ?? 0,
    };
    this.state = state;
    if (state.fragmentLeft === 0) this.fragment(state, Buffer.alloc(0));
  }

  private fragment(state: Extract<State, { reading: 'fragment' }>, part: Buffer): void {
    state.left -= part.length;
    state.fragmentLeft -= part.length;
    const ends = state.fragmentLeft === 0;
    if (ends) {
      if (state.left > 0 && state.left < PDV_HEADER)
        throw this.notUnderstood('a P-DATA-TF PDU that is longer than its fragments (PS3.8 9.3.5)');
      this.state = state.left === 0 ? { reading: 'header' } : { reading: 'fragment-header', left: state.left };
    }
    this.handler.onFragment(state.contextId, state.control, part, ends);
  }

  private notUnderstood(reason: string): NotUnderstood {
    return new NotUnderstood(reason, this.pduAt);
  }
}
