/** A media type with its parameters (RFC 9110 8.3.1), e.g. `multipart/related; type="application/dicom"`. */
export interface MediaType {
  /** Lower case, `type/subtype`. */
  type: string;
  /** Names in lower case, values as written, quotes removed. */
  parameters: Record<string, string>;
}

const MAX_HEADER_CHARACTERS = 4096;
const PARAMETER = /;\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)=(?:"((?:[^"\\]|\\.)*)"|([^\s;,"]*))\s*/y;

/** Reads a Content-Type or one member of an Accept header; undefined when it is none. */
export function parseMediaType(header: string | undefined): MediaType | undefined {
  const text = header?.slice(0, MAX_HEADER_CHARACTERS).trim() ?? '';
  const type = /^[\w!#$&^.+*-]+\/[\w!#$&^.+*-]+/.exec(text)?.[0];
  if (type === undefined) return undefined;
  const parameters: Record<string, string> = {};
  PARAMETER.lastIndex = type.length + (/^\s*/.exec(text.slice(type.length))?.[0].length ?? 0);
  for (let match = PARAMETER.exec(text); match; match = PARAMETER.exec(text)) {
    const [, name = '', quoted, plain = ''] = match;
    parameters[name.toLowerCase()] ??= quoted?.replace(/\\(.)/g, '$1') ?? plain;
  }
  return { type: type.toLowerCase(), parameters };
}

/** The media types of an Accept header, most wanted first (RFC 9110 12.5.1). Absent or empty means anything. */
export function parseAccept(header: string | undefined): MediaType[] {
  const members = splitOutsideQuotes(header?.slice(0, MAX_HEADER_CHARACTERS) ?? '')
    .map(parseMediaType)
    .filter((member) => member !== undefined);
  if (members.length === 0) return [{ type: '*/*', parameters: {} }];
  const wanted = members.map((member) => ({ member, q: quality(member) })).filter(({ q }) => q > 0);
  return wanted.sort((a, b) => b.q - a.q).map(({ member }) => member);
}

/** Whether `offer` (`application/dicom+json`) is what `range` (`application/*`) asks for. */
export function accepts(range: MediaType, offer: string): boolean {
  if (range.type === '*/*' || range.type === offer) return true;
  return range.type.endsWith('/*') && offer.startsWith(range.type.slice(0, -1));
}

function quality(type: MediaType): number {
  const q = Number(type.parameters['q'] ?? 1);
  return Number.isFinite(q) ? q : 0;
}

function splitOutsideQuotes(text: string): string[] {
  const members: string[] = [];
  let from = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '"' && text[at - 1] !== '\\') quoted = !quoted;
    else if (text[at] === ',' && !quoted) {
      members.push(text.slice(from, at));
      from = at + 1;
    }
  }
  members.push(text.slice(from));
  return members;
}
