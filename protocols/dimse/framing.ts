import { joined, Pieces } from './p-data';

/** Longer PDUs are taken for nonsense: we announce 256 KiB, and some peers do not keep to it. */
const MAX_ACCEPTED_LENGTH = 64 * 1024 * 1024;
const HEADER = 6;
const P_DATA_TF = 4;

/** Cuts a byte stream into PDUs (PS3.8 9.3). Those that carry data are handed on in the pieces that they came in, if asked for. */
export class PduFramer {
  readonly #rest = new Pieces();
  /** Length of the PDU that has begun, its header included; undefined before its header is there. */
  #total: number | undefined;
  readonly #onPdu: (pdu: Buffer) => void;
  readonly #onData: ((pdu: Buffer[]) => void) | undefined;

  constructor(onPdu: (pdu: Buffer) => void, onData?: (pdu: Buffer[]) => void) {
    this.#onPdu = onPdu;
    this.#onData = onData;
  }

  /** @throws when the bytes cannot be PDUs, saying what they look like. */
  push(chunk: Buffer): void {
    this.#rest.add(chunk);
    while (this.#rest.length >= HEADER) {
      this.#total ??= HEADER + pduLength(this.#rest.peek(HEADER));
      if (this.#rest.length < this.#total) return;
      const pdu = this.#rest.take(this.#total);
      this.#total = undefined;
      if (this.#onData && pdu[0]?.[0] === P_DATA_TF) this.#onData(pdu);
      else this.#onPdu(joined(pdu));
    }
  }
}

function pduLength(header: Buffer): number {
  const type = header[0] as number;
  if (type < 1 || type > 7) throw new Error(whatElse(header));
  const length = header.readUInt32BE(2);
  if (length > MAX_ACCEPTED_LENGTH) throw new Error(`a PDU of ${length} bytes was announced, which is too long`);
  return length;
}

/** Begins the message where the other side turned out to speak TLS; client.ts looks for it. */
export const SPOKE_TLS = 'TLS records came instead of DICOM';

function whatElse(header: Buffer): string {
  if ((header[0] === 0x15 || header[0] === 0x16) && header[1] === 0x03) return SPOKE_TLS;
  if (/^(HTTP|GET |POST|HEAD|PUT )/.test(header.toString('latin1'))) return 'HTTP came instead of DICOM';
  if (header[0] === 0x0b || header.toString('latin1', 0, 3) === 'MSH') return 'HL7 came instead of DICOM';
  return `bytes that are no DICOM PDU came (type ${header[0]})`;
}
