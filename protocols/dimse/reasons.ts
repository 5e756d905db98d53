/** A-ASSOCIATE-RJ: why, in words (PS3.8 table 9-21). */
export function rejectionMeaning(source: number, reason: number): string {
  const known: Record<string, string> = {
    '1:1': 'no reason given',
    '1:2': 'application context name not supported',
    '1:3': 'calling AE title not recognised',
    '1:7': 'called AE title not recognised',
    '2:1': 'no reason given',
    '2:2': 'protocol version not supported',
    '3:1': 'temporary congestion',
    '3:2': 'local limit exceeded',
  };
  return known[`${source}:${reason}`] ?? `reason ${reason} of source ${source}, which PS3.8 does not define`;
}

/** A-ABORT: who and why, in words (PS3.8 table 9-26). */
export function abortMeaning(source: number, reason: number): string {
  if (source === 0) return 'by its application';
  if (source !== 2) return `by unknown source ${source}`;
  const known = [
    'reason not specified',
    'unrecognised PDU',
    'unexpected PDU',
    '',
    'unrecognised PDU parameter',
    'unexpected PDU parameter',
    'invalid PDU parameter value',
  ];
  return `by its upper layer, ${known[reason] || `reason ${reason}`}`;
}

/** Result of a proposed presentation context, in words (PS3.8 table 9-18). */
export function contextResultMeaning(result: number): string {
  const known = [
    'accepted',
    'rejected by its user',
    'rejected without a reason',
    'abstract syntax not supported',
    'transfer syntaxes not supported',
  ];
  return known[result] ?? 'not answered';
}

/** A DIMSE status in words (PS3.7 Annex C, PS3.4 B.2.3, C.4). */
export function statusMeaning(status: number): string {
  const known: Record<number, string> = {
    0x0000: 'success',
    0x0105: 'no such attribute',
    0x0106: 'invalid attribute value',
    0x0107: 'attribute list error',
    0x0110: 'processing failure',
    0x0111: 'duplicate SOP instance',
    0x0112: 'no such object instance',
    0x0113: 'no such event type',
    0x0114: 'no such argument',
    0x0115: 'invalid argument value',
    0x0116: 'attribute value out of range',
    0x0117: 'invalid object instance',
    0x0118: 'no such SOP class',
    0x0119: 'class-instance conflict',
    0x0120: 'missing attribute',
    0x0121: 'missing attribute value',
    0x0122: 'SOP class not supported',
    0x0123: 'no such action type',
    0x0124: 'not authorised',
    0x0210: 'duplicate invocation',
    0x0211: 'unrecognised operation',
    0x0212: 'mistyped argument',
    0x0213: 'resource limitation',
    0xa801: 'move destination unknown',
    0xa900: 'data set does not match SOP class',
    0xb000: 'some sub-operations failed, or coercion of elements',
    0xfe00: 'cancelled',
  };
  const exact = known[status];
  if (exact) return exact;
  if (status >> 8 === 0xa7) return 'out of resources';
  if (status >> 8 === 0xa9) return 'data set does not match SOP class';
  if (status >> 12 === 0xc) return 'cannot understand or unable to process';
  if (status >> 12 === 0xb) return 'warning';
  return 'meaning not defined';
}

/** `A700H`, as PS3.4 writes them. */
export function formatStatus(status: number): string {
  return `${status.toString(16).toUpperCase().padStart(4, '0')}H`;
}

const PDU_NAMES = [
  'A-ASSOCIATE-RQ',
  'A-ASSOCIATE-AC',
  'A-ASSOCIATE-RJ',
  'P-DATA-TF',
  'A-RELEASE-RQ',
  'A-RELEASE-RP',
  'A-ABORT',
];

/** Of PS3.8 9.3.1. */
export const pduName = (type: number): string => PDU_NAMES[type - 1] ?? 'unknown';

/** What the library says of a PDU that it cannot read, in a sentence for people; other messages stay as they are. */
export function plainly(message: string): string {
  const [, type] = /^\(PDU\) \[type: (\d+), .*out of range/.exec(message) ?? [];
  if (type === undefined) return message;
  return `a PDU of type ${type} (${pduName(Number(type))}) ends before its fields do`;
}
