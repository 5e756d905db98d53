/** DICOM upper layer PDUs (PS3.8 9.3) by hand, for what no toolkit sends. */
export const pdu = (type: number, body: Buffer): Buffer => {
  const header = Buffer.from([type, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
};

const item = (type: number, body: Buffer): Buffer => {
  const header = Buffer.from([type, 0, 0, 0]);
  header.writeUInt16BE(body.length, 2);
  return Buffer.concat([header, body]);
};
const text = (type: number, value: string): Buffer => item(type, Buffer.from(value, 'latin1'));

const userInformation = item(
  0x50,
  Buffer.concat([item(0x51, Buffer.from([0, 0, 0x40, 0])), text(0x52, '1.2.3.4'), text(0x55, 'BY_HAND')]),
);
const beginning = (called: string, calling: string): Buffer =>
  Buffer.concat([
    Buffer.from([0, 1, 0, 0]),
    Buffer.from(called.padEnd(16) + calling.padEnd(16), 'latin1'),
    Buffer.alloc(32),
    text(0x10, '1.2.840.10008.3.1.1.1'),
  ]);

/** A-ASSOCIATE-RQ, one abstract syntax per context with these transfer syntaxes. */
export function associateRequest(
  contexts: { id: number; abstractSyntax: string; transferSyntaxes: string[] }[],
  aeTitles = { called: 'CALLED', calling: 'CALLING' },
): Buffer {
  const items = contexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
    item(
      0x20,
      Buffer.concat([
        Buffer.from([id, 0, 0, 0]),
        text(0x30, abstractSyntax),
        ...transferSyntaxes.map((syntax) => text(0x40, syntax)),
      ]),
    ),
  );
  return pdu(1, Buffer.concat([beginning(aeTitles.called, aeTitles.calling), ...items, userInformation]));
}

/** A-ASSOCIATE-AC. */
export function associateAccept(contexts: { id: number; result: number; transferSyntax: string }[]): Buffer {
  const items = contexts.map(({ id, result, transferSyntax }) =>
    item(0x21, Buffer.concat([Buffer.from([id, 0, result, 0]), text(0x40, transferSyntax)])),
  );
  return pdu(2, Buffer.concat([beginning('CALLED', 'CALLING'), ...items, userInformation]));
}

/** One PDV: `control` 1 command, 2 last, 3 both. */
export function fragment(contextId: number, control: number, bytes: Buffer): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt32BE(bytes.length + 2, 0);
  header[4] = contextId;
  header[5] = control;
  return Buffer.concat([header, bytes]);
}

export const data = (...fragments: Buffer[]): Buffer => pdu(4, Buffer.concat(fragments));

/** A command set: element numbers of group 0000 and their values; numbers are US. */
export function commandSet(elements: Record<number, number | string>): Buffer {
  return Buffer.concat(
    Object.entries(elements).map(([element, value]) => {
      const bytes = typeof value === 'number' ? Buffer.from([value & 0xff, value >> 8]) : even(value);
      const header = Buffer.alloc(8);
      header.writeUInt16LE(Number(element), 2);
      header.writeUInt32LE(bytes.length, 4);
      return Buffer.concat([header, bytes]);
    }),
  );
}

const even = (value: string): Buffer => Buffer.from(value.length % 2 === 0 ? value : `${value}\0`, 'latin1');

/** C-STORE-RQ without its data set. */
export const storeRequest = (messageId: number, sopClass: string, sopInstance: string): Buffer =>
  commandSet({ 0x0002: sopClass, 0x0100: 1, 0x0110: messageId, 0x0700: 0, 0x0800: 0, 0x1000: sopInstance });
