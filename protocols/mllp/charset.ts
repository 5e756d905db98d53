import { readHl7 } from '../../model/hl7/reader';

/** Bytes of a message as its MSH-18 declares: Latin-1 for 8859/1, else UTF-8 (of which ASCII is a part). */
export function encodeMessage(text: string): Buffer {
  return Buffer.from(text, nodeEncoding(text));
}

export function nodeEncoding(text: string): 'latin1' | 'utf8' {
  const declared = text.split('\r', 1)[0]?.split('|')[17] ?? '';
  return /^8859\/1\b/.test(declared) ? 'latin1' : 'utf8';
}

/** Text of received bytes by MSH-18; Latin-1, which keeps every byte, where there is no readable header. */
export function decodeMessage(bytes: Buffer): string {
  try {
    return readHl7(bytes).text;
  } catch {
    return bytes.toString('latin1');
  }
}
