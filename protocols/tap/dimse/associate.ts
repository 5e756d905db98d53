import type { RoleSelection } from '../../../model/events';

/** Reads A-ASSOCIATE-RQ and -AC (PS3.8 9.3.2, 9.3.3) for the journal; unknown items are passed over. */
export interface AssociateRequest {
  callingAeTitle: string;
  calledAeTitle: string;
  implementationClassUid: string;
  implementationVersionName: string;
  maxPduLength: number;
  contexts: { id: number; abstractSyntax: string; transferSyntaxes: string[] }[];
  roles?: RoleSelection[];
}

export interface AssociateAccept {
  implementationClassUid: string;
  implementationVersionName: string;
  maxPduLength: number;
  contexts: { id: number; result: number; transferSyntax: string }[];
  roles?: RoleSelection[];
}

const FIXED_PART = 74;

export function readAssociateRequest(pdu: Buffer): AssociateRequest {
  const items = [...itemsOf(pdu.subarray(FIXED_PART))];
  return {
    calledAeTitle: pdu.toString('latin1', 10, 26).trim(),
    callingAeTitle: pdu.toString('latin1', 26, 42).trim(),
    ...userInformation(items),
    contexts: items
      .filter(({ type }) => type === 0x20)
      .map(({ body }) => {
        const parts = [...itemsOf(body.subarray(4))];
        return {
          id: body[0] ?? 0,
          abstractSyntax: uid(parts.find(({ type }) => type === 0x30)?.body),
          transferSyntaxes: parts.filter(({ type }) => type === 0x40).map((part) => uid(part.body)),
        };
      }),
  };
}

export function readAssociateAccept(pdu: Buffer): AssociateAccept {
  const items = [...itemsOf(pdu.subarray(FIXED_PART))];
  return {
    ...userInformation(items),
    contexts: items
      .filter(({ type }) => type === 0x21)
      .map(({ body }) => ({
        id: body[0] ?? 0,
        result: body[2] ?? 0,
        transferSyntax: uid([...itemsOf(body.subarray(4))].find(({ type }) => type === 0x40)?.body),
      })),
  };
}

interface Item {
  type: number;
  body: Buffer;
}

function userInformation(items: Item[]) {
  const parts = items.filter(({ type }) => type === 0x50).flatMap(({ body }) => [...itemsOf(body)]);
  const part = (type: number) => parts.find((item) => item.type === type)?.body;
  const maxLength = part(0x51);
  const roles = parts.filter(({ type }) => type === 0x54).map(({ body }) => roleSelection(body));
  return {
    maxPduLength: maxLength && maxLength.length >= 4 ? maxLength.readUInt32BE(0) : 0,
    implementationClassUid: uid(part(0x52)),
    implementationVersionName: uid(part(0x55)),
    ...(roles.length > 0 ? { roles } : {}),
  };
}

/** SCP/SCU Role Selection sub-item (PS3.7 D.3.3.4.1): length of the UID, UID, SCU role, SCP role. */
function roleSelection(body: Buffer): RoleSelection {
  const length = body.length >= 2 ? body.readUInt16BE(0) : 0;
  return {
    sopClassUid: uid(body.subarray(2, 2 + length)),
    scu: body[2 + length] === 1,
    scp: body[3 + length] === 1,
  };
}

function* itemsOf(bytes: Buffer): Generator<Item> {
  for (let at = 0; at + 4 <= bytes.length;) {
    const length = bytes.readUInt16BE(at + 2);
    yield { type: bytes[at] ?? 0, body: bytes.subarray(at + 4, at + 4 + length) };
    at += 4 + length;
  }
}

/** UIDs are not padded here, but some senders do. */
function uid(bytes: Buffer | undefined): string {
  return bytes?.toString('latin1').replace(/[\0 ]+$/, '') ?? '';
}
