import type { Finding } from '../../model/check';
import { formatCode, sameCode } from '../../model/dicom/codes';
import { attributePath, childNamed, childrenNamed, type ContentItem, walkContent } from '../../model/dicom/sr-tree';
import type { Code } from '../../model/exam';
import { CONCEPT } from './concepts';
import { find, type Rule } from './rule';
import { uidProblem } from './uids';

const OBSERVER: Rule = { id: 'tid1500/observer-context', clause: 'PS3.16 TID 1500 row 3', severity: 'warning' };
const TYPE: Rule = { id: 'tid1002/observer-type', clause: 'PS3.16 TID 1002 row 1, CID 270', severity: 'error' };
const PERSON: Rule = { id: 'tid1003/person-named', clause: 'PS3.16 TID 1003 row 1', severity: 'error' };
const DEVICE: Rule = { id: 'tid1500/device-observer-uid', clause: 'PS3.16 TID 1004 row 1', severity: 'error' };
const DEVICE_UID: Rule = { id: 'tid1004/device-uid-valid', clause: 'PS3.16 TID 1004 row 1', severity: 'error' };
/** Says: An item of the observation context has another relationship or value type than its template says. */
const FORM: Rule = { id: 'tid1001/form', clause: 'PS3.16 TID 1001, 1002, 1003, 1004', severity: 'error' };
const LANGUAGE: Rule = { id: 'tid1204/form', clause: 'PS3.16 TID 1204', severity: 'error' };
const LANGUAGE_CODE: Rule = { id: 'tid1204/language-code', clause: 'PS3.16 TID 1204, CID 5000', severity: 'warning' };

/** Concepts of TID 1001 to 1004 and the value type that each has. */
const FORMS: [concept: Code, valueType: string][] = [
  [CONCEPT.observerType, 'CODE'],
  [CONCEPT.personObserverName, 'PNAME'],
  [CONCEPT.personObserverOrganisation, 'TEXT'],
  [CONCEPT.deviceObserverUid, 'UIDREF'],
  [CONCEPT.deviceObserverName, 'TEXT'],
  [CONCEPT.deviceObserverManufacturer, 'TEXT'],
  [CONCEPT.deviceObserverModel, 'TEXT'],
  [CONCEPT.deviceObserverSerialNumber, 'TEXT'],
];

/** Who observed (TID 1001 with 1002, 1003, 1004) and in what language it is written (TID 1204). */
export function checkObservationContext(root: ContentItem): Finding[] {
  return [...checkObserver(root), ...[...walkContent(root)].flatMap(checkForm)];
}

/** Observer Type may be left out for a person (TID 1002). */
function checkObserver(root: ContentItem): Finding[] {
  const types = childrenNamed(root, CONCEPT.observerType);
  const names = [CONCEPT.personObserverName, CONCEPT.deviceObserverUid].filter((concept) => childNamed(root, concept));
  if (types.length === 0 && names.length === 0) {
    const where = { path: 'ContentSequence', expected: formatCode(CONCEPT.observerType) };
    return [find(OBSERVER, 'The report does not say who or what observed.', where)];
  }
  return types.flatMap((type) => {
    const path = attributePath(type, 'ConceptCodeSequence[0]');
    if (sameCode(type.code, CONCEPT.device)) {
      if (childNamed(root, CONCEPT.deviceObserverUid)) return [];
      const where = { path: type.path, expected: formatCode(CONCEPT.deviceObserverUid) };
      return [find(DEVICE, 'The observer is a device, but its UID is not given.', where)];
    }
    if (sameCode(type.code, CONCEPT.person)) {
      if (childNamed(root, CONCEPT.personObserverName)) return [];
      const where = { path: type.path, expected: formatCode(CONCEPT.personObserverName) };
      return [find(PERSON, 'The observer is a person, but is not named.', where)];
    }
    const expected = `${formatCode(CONCEPT.device)} or ${formatCode(CONCEPT.person)}`;
    return [find(TYPE, 'The observer is neither a person nor a device.', { path, seen: codeText(type), expected })];
  });
}

const codeText = ({ code }: ContentItem): string => (code ? formatCode(code) : 'no code');

function checkForm(item: ContentItem): Finding[] {
  if (sameCode(item.name, CONCEPT.language)) return checkLanguage(item);
  const form = FORMS.find(([concept]) => sameCode(item.name, concept));
  if (!form) return [];
  const [, valueType] = form;
  const seen = `${item.relationship} ${item.valueType}`;
  const expected = `HAS OBS CONTEXT ${valueType}`;
  if (seen !== expected) {
    const said = 'An item of the observation context is not written as the template says.';
    return [find(FORM, said, { path: item.path, seen, expected })];
  }
  const problem = sameCode(item.name, CONCEPT.deviceObserverUid) && item.text ? uidProblem(item.text) : undefined;
  if (problem === undefined) return [];
  const where = { path: attributePath(item, 'UID'), seen: item.text ?? '' };
  return [find(DEVICE_UID, `The UID of the observing device is not a UID: ${problem}.`, where)];
}

function checkLanguage(item: ContentItem): Finding[] {
  const seen = `${item.relationship} ${item.valueType}`;
  if (seen !== 'HAS CONCEPT MOD CODE') {
    const where = { path: item.path, seen, expected: 'HAS CONCEPT MOD CODE' };
    return [find(LANGUAGE, 'The language is not written as the template says.', where)];
  }
  const { code } = item;
  // RFC 5646; ISO639_2 was the scheme of older editions.
  if (
    !code ||
    (/^(RFC5646|RFC3066|ISO639_[12])$/.test(code.scheme) && /^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(code.value))
  )
    return [];
  const where = {
    path: attributePath(item, 'ConceptCodeSequence[0]'),
    seen: formatCode(code),
    expected: '(en-US, RFC5646, ...)',
  };
  return [find(LANGUAGE_CODE, 'The language is no tag of RFC 5646.', where)];
}
