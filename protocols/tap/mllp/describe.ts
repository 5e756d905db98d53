export interface DescribedMessage {
  messageType: string;
  controlId: string;
  sendingApplication: string;
  sendingFacility: string;
  acknowledgmentCode?: string;
  acknowledgedControlId?: string;
}

/**
 * MSH-3, -4, -9, -10 and MSA-1, -2 as they stand, for the journal. Latin-1 keeps every byte; nothing is unescaped,
 * repaired or required.
 */
export function describeMessage(bytes: Buffer): DescribedMessage {
  const segments = bytes.toString('latin1').split(/[\r\n]+/);
  const header = segments.find((segment) => segment.startsWith('MSH')) ?? '';
  const separator = header[3] ?? '|';
  const msh = header.split(separator);
  const msa = segments.find((segment) => segment.startsWith(`MSA${separator}`))?.split(separator);
  return {
    messageType: msh[8] ?? '',
    controlId: msh[9] ?? '',
    sendingApplication: msh[2] ?? '',
    sendingFacility: msh[3] ?? '',
    ...(msa ? { acknowledgmentCode: msa[1] ?? '', acknowledgedControlId: msa[2] ?? '' } : {}),
  };
}
