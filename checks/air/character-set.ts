import { counted } from '../../model/counted';
import { isSameName } from '../dicom/person-name';
import type { Check } from '../../model/check';
import type { CaseRecord } from '../../model/record';
import { atObject } from '../workflow/reading/evidence';
import { breach, caseCheck, isAnalysed, nothingSeen, satisfied } from '../workflow/reading/judging';
import { applyRules, contextOf, findingsOn, objectsOf } from './reading';

const isForeign = (text: string): boolean => /[^\0-\x7f]/.test(text);
/** Components at the end that are empty are no difference (PS3.5 6.2.1.1). */
const bare = (name: string): string =>
  name
    .normalize('NFC')
    .replace(/[\^= ]+$/, '')
    .trim();
const nameOf = ({ exam }: CaseRecord): string => bare(exam.patientName);

/** AIR-EC-47: the text is in the character set that is declared, and says what the images say. */
export const characterSet = caseCheck({
  id: 'air/character-set',
  title: 'Text beyond ASCII is in the Specific Character Set that is declared',
  clause: 'PS3.3 C.12.1.1.2, PS3.5 6.1',
  appliesTo: (exam) => isAnalysed(exam) && isForeign(exam.patientName),
  otherwise: 'No study was tried whose patient has a name beyond ASCII.',
  ahead: applyRules,
  judge(caseRecord, { record }) {
    const objects = objectsOf(caseRecord);
    if (objects.length === 0) return nothingSeen('The AI platform sent no object of the profile.');
    const context = contextOf(caseRecord, record);
    const findings = objects.flatMap((store) =>
      findingsOn(store, context).filter(
        ({ rule, severity }) => severity === 'error' && rule.startsWith('character-set/'),
      ),
    );
    const [first] = findings;
    if (first)
      return breach(
        first.message,
        findings.flatMap(({ evidence }) => evidence ?? []),
        findings,
      );
    const named = objects.map((store) => ({ store, name: store.object.dataset.string('PatientName') ?? '' }));
    const other = named.find(
      ({ name }) =>
        name !== '' && !isSameName(name, caseRecord.exam.patientName, { groups: 'all', letterCase: 'kept' }),
    );
    if (other)
      return breach(
        `Read by the character set that it declares, a result is of the patient "${bare(other.name)}" and not of "${nameOf(caseRecord)}".`,
        [atObject(other.store, 'PatientName')],
      );
    const telling = named.filter(({ name }) => name !== '');
    if (telling.length === 0)
      return nothingSeen("No result has the Patient's Name, so that nothing shows its encoding.");
    return satisfied(
      `${counted(telling.length, 'object')}: the patient's name "${nameOf(caseRecord)}" is in the character set that is declared.`,
      telling.map(({ store }) => atObject(store, 'PatientName')),
    );
  },
});

export const CHARACTER_SET_CHECKS: Check[] = [characterSet];
