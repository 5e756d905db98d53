/** Longer PDUs are taken for nonsense: we announce 256 KiB, and some peers do not keep to it. */
const MAX_ACCEPTED_LENGTH = 64 * 1024 * 1024;

/** Of what follows a PDU's header. @throws when it is none, saying what it looks like */
export function lengthOf(header: Buffer): number {
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
