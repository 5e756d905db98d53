/** Longer PDUs are taken for nonsense: we announce 256 KiB, and some peers do not keep to it. */
const MAX_ACCEPTED_LENGTH = 64 * 1024 * 1024;
const HEADER = 6;

/** Cuts a byte stream into PDUs (PS3.8 9.3). Copies each byte at most once. */
export class PduFramer {
  #chunks: Buffer[] = [];
  #length = 0;
  #needed = HEADER;
  readonly #onPdu: (pdu: Buffer) => void;

  constructor(onPdu: (pdu: Buffer) => void) {
    this.#onPdu = onPdu;
  }

  /** @throws when the bytes cannot be PDUs, saying what they look like. */
  push(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    while (this.#length >= this.#needed) {
      const bytes = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks, this.#length);
      const total = HEADER + pduLength(bytes);
      this.#needed = total;
      this.#chunks = [bytes];
      if (bytes.length < total) return;
      this.#chunks = bytes.length > total ? [bytes.subarray(total)] : [];
      this.#length = bytes.length - total;
      this.#needed = HEADER;
      this.#onPdu(bytes.subarray(0, total));
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
