/** What the beginning of a stream looks like when it is not what it should be; undefined for nothing known. */
export function foreignProtocol(beginning: Buffer): string | undefined {
  const text = beginning.toString('latin1', 0, 8);
  if (isTls(beginning)) return 'TLS';
  if (/^(HTTP|GET |POST|HEAD|PUT |DELE|OPTI|PATC)/.test(text)) return 'HTTP';
  if (text.startsWith('PRI * ')) return 'HTTP/2';
  if (beginning[0] === 0x0b || text.startsWith('MSH')) return 'HL7';
  if (beginning.length >= 6 && beginning[0] === 1 && beginning[1] === 0 && beginning[2] === 0) return 'DICOM';
  return undefined;
}

/** A TLS record of a handshake or an alert (RFC 8446 5.1). */
export function isTls(beginning: Buffer): boolean {
  return (beginning[0] === 0x15 || beginning[0] === 0x16) && beginning[1] === 0x03;
}
