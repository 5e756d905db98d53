import { type Document, isMap, isScalar, isSeq, parseDocument } from 'yaml';
import { Refusal } from '../http/refusal';

type Path = (string | number)[];

/** Puts the values of a form into the text, so that comments and order stay. @throws Refusal where the text is no YAML */
export function putInto(yaml: string, value: Record<string, unknown>): string {
  const document = parseDocument(yaml);
  if (document.errors.length > 0)
    throw new Refusal(422, 'The text is not valid YAML, so the form cannot change it.', 'Correct the text first.');
  if (!isMap(document.contents)) (document as Document).contents = document.createNode({});
  put(document, [], value);
  return document.toString({ lineWidth: 0, flowCollectionPadding: false });
}

function put(document: Document, path: Path, value: unknown): void {
  const node = path.length === 0 ? document.contents : document.getIn(path, true);
  if (isMap(node) && isPlain(value)) {
    const keys = node.items.map(({ key }) => String(isScalar(key) ? key.value : key));
    for (const key of keys) if (value[key] === undefined) document.deleteIn([...path, key]);
    for (const [key, member] of Object.entries(value)) if (member !== undefined) put(document, [...path, key], member);
  } else if (isSeq(node) && Array.isArray(value)) {
    for (let at = node.items.length - 1; at >= value.length; at -= 1) document.deleteIn([...path, at]);
    value.forEach((item, at) => put(document, [...path, at], item));
  } else if (isScalar(node) && !isPlain(value) && !Array.isArray(value)) {
    if (node.value !== value) node.value = value;
  } else {
    document.setIn(path, document.createNode(value));
  }
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
