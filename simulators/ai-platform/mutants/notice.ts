import type { Code } from '../../../model/exam';
import { newControlId } from '../../../protocols/mllp/build';
import type { Mutant } from './types';
import { editFindings, editSegments, fieldOf, setField, withField } from './tools/edit-hl7';

const spoiled = (spoil: (message: string) => string): Mutant['hooks'] => ({ notice: (message) => [spoil(message)] });

/** Spoils every finding, or only those that are present (OBX-3 and OBX-5 name the same). */
const onFindings = (edit: (fields: string[]) => string[] | undefined): Mutant['hooks'] =>
  spoiled((message) => editFindings(message, edit));
const isPresent = (fields: string[]): boolean => fieldOf(fields, 3) === fieldOf(fields, 5);

/** Defects of the message to the RIS. */
export const NOTICE_MUTANTS: Mutant[] = [
  {
    id: 'notice-orc5-cm',
    requirement: 'RCR-A3.1',
    sentence: 'The completion notice says ORC-5 = CM, as if the report were there, instead of A.',
    hooks: spoiled((message) => setField(message, 'ORC', 5, 'CM')),
  },
  {
    id: 'notice-orc5-missing',
    requirement: 'RCR-A3.1',
    sentence: 'The completion notice leaves ORC-5 empty.',
    hooks: spoiled((message) => setField(message, 'ORC', 5, '')),
  },
  {
    id: 'notice-as-oru',
    requirement: 'RCR-A3.1',
    sentence: 'The findings come as ORU^R01, and no ORM with ORC-5 = A ever does.',
    hooks: spoiled((message) => setField(message, 'MSH', 9, 'ORU^R01')),
  },
  {
    id: 'notice-wrong-patient',
    requirement: 'RCR-A3.2',
    sentence: 'The notice names another patient than the exam.',
    hooks: spoiled((message) =>
      editSegments(message, 'PID', (fields) => withField(fields, 3, fieldOf(fields, 3).replace(/^[^^]*/, '0000000'))),
    ),
  },
  {
    id: 'notice-without-order-number',
    requirement: 'RCR-A3.2',
    sentence: 'The notice has neither an order number nor an accession number: only a Study Instance UID.',
    hooks: spoiled((message) => {
      const withoutOrc = [2, 3].reduce((text, field) => setField(text, 'ORC', field, ''), message);
      return [2, 3, 18].reduce((text, field) => setField(text, 'OBR', field, ''), withoutOrc);
    }),
  },
  {
    id: 'notice-wrong-study',
    requirement: 'RCR-A3.2',
    sentence: 'The notice names the Study Instance UID of another study.',
    hooks: spoiled((message) =>
      editSegments(message, 'ZDS', (fields) => withField(fields, 1, fieldOf(fields, 1).replace(/^[^^]*/, '2.25.4711'))),
    ),
  },
  {
    id: 'obx5-missing',
    requirement: 'RCR-A2.2',
    sentence: 'The notice has no OBX for what was found, only for what was not.',
    hooks: onFindings((fields) => (isPresent(fields) ? undefined : fields)),
  },
  {
    id: 'obx5-empty',
    requirement: 'RCR-A2.2',
    sentence: 'OBX-5 is empty where something was found.',
    hooks: onFindings((fields) => (isPresent(fields) ? withField(fields, 5, '') : fields)),
  },
  {
    id: 'obx5-absent-for-present',
    requirement: 'RCR-A2.2',
    sentence: 'OBX-5 calls absent what the images and the structured report have.',
    hooks: onFindings((fields) =>
      isPresent(fields) ? withField(withField(fields, 5, '2667000^Absent^SCT'), 8, '') : fields,
    ),
  },
  {
    id: 'obx5-text-contradicts-sr',
    requirement: 'RCR-A2.3',
    sentence: 'OBX-5 is free text that denies what the structured report states.',
    hooks: onFindings((fields) =>
      isPresent(fields)
        ? withField(
            withField(withField(fields, 2, 'TX'), 5, `No ${fieldOf(fields, 3).split('^')[1] ?? ''} seen`),
            8,
            '',
          )
        : fields,
    ),
  },
  {
    id: 'obx5-present-for-absent',
    requirement: 'RCR-A2.2',
    sentence: 'OBX-5 states every evaluated abnormality as present, whatever was found.',
    hooks: onFindings((fields) => withField(fields, 5, fieldOf(fields, 3))),
  },
  {
    id: 'obx8-missing',
    requirement: 'RCR-A4.1',
    sentence: 'OBX-8 is not set for a haemorrhage.',
    hooks: onFindings((fields) => withField(fields, 8, '')),
  },
  {
    id: 'obx8-says-normal',
    requirement: 'RCR-A4.1',
    sentence: 'OBX-8 says N (normal) for a haemorrhage.',
    hooks: onFindings((fields) => (fieldOf(fields, 8) === '' ? fields : withField(fields, 8, 'N'))),
  },
  {
    id: 'obx8-without-cause',
    requirement: 'RCR-A4.4',
    sentence: 'OBX-8 raises an alert on every study, also on a normal one.',
    hooks: onFindings((fields) => withField(fields, 8, 'AA')),
  },
  {
    id: 'critical-code-missing',
    requirement: 'RCR-A4.3',
    sentence: 'The declared critical alert code is never sent.',
    hooks: {
      configure: (settings) => ({
        ...settings,
        capabilities: { ...settings.capabilities, criticalAlertCode: undefined },
      }),
    },
  },
  {
    id: 'critical-code-always',
    requirement: 'RCR-A4.3',
    sentence: 'The critical alert code is sent with every study.',
    hooks: {
      notice: (message, { capabilities }) => [withCriticalCode(message, capabilities.criticalAlertCode)],
    },
  },
  {
    id: 'obx11-final',
    requirement: 'RCR-3.1',
    sentence: 'OBX-11 marks the findings of the algorithm as final.',
    hooks: onFindings((fields) => withField(fields, 11, 'F')),
  },
  {
    id: 'obr25-final',
    requirement: 'RCR-3.1',
    sentence: 'OBR-25 marks the whole result as final.',
    hooks: spoiled((message) => setField(message, 'OBR', 25, 'F')),
  },
  {
    id: 'notice-without-value-type',
    requirement: 'RCR-S4.1',
    sentence: 'OBX-2 is empty, so that OBX-5 cannot be read.',
    hooks: onFindings((fields) => withField(fields, 2, '')),
  },
  {
    id: 'notice-line-feeds',
    requirement: 'RCR-S4.1',
    sentence: 'The segments of the notice end in line feeds instead of carriage returns.',
    hooks: spoiled((message) => message.replaceAll('\r', '\r\n')),
  },
  {
    id: 'notice-obx-before-obr',
    requirement: 'RCR-S4.1',
    sentence: 'The OBX segments stand before the OBR that they belong to.',
    hooks: spoiled((message) => {
      const lines = message.split('\r').filter((line) => line !== '');
      const obr = lines.filter((line) => line.startsWith('OBR|'));
      return `${[...lines.filter((line) => !line.startsWith('OBR|')), ...obr].join('\r')}\r`;
    }),
  },
  {
    id: 'notice-date-only',
    requirement: 'RCR-5.4a',
    sentence: 'MSH-7 gives the day of the notice, but no time, so that no delivery time can be measured.',
    hooks: spoiled((message) =>
      editSegments(message, 'MSH', (fields) => withField(fields, 7, fieldOf(fields, 7).slice(0, 8))),
    ),
  },
  {
    id: 'notice-twice',
    requirement: 'RCR-S1.2',
    sentence: 'The notice is sent a second time although the RIS accepted the first.',
    hooks: { notice: (message) => [message, again(message)] },
  },
  {
    id: 'notice-twice-after-retry',
    requirement: 'RCR-S6.3',
    sentence: 'A notice that had to be sent again is sent once more after the RIS accepted it.',
    hooks: { afterNotice: (message, attempts) => (attempts > 1 ? [again(message)] : []) },
  },
];

function withCriticalCode(message: string, code: Code | undefined): string {
  if (!code || message.includes('CRITICAL-ALERT')) return message;
  const { value, meaning, scheme } = code;
  const row = `OBX|1|CE|CRITICAL-ALERT^Critical alert code^99AIRW||${value}^${meaning}^${scheme}||||||P`;
  return renumbered(message.replace('\rOBX|', `\r${row}\rOBX|`));
}

function renumbered(message: string): string {
  let number = 0;
  return editSegments(message, 'OBX', (fields) => withField(fields, 1, String(++number)));
}

function again(message: string): string {
  return setField(message, 'MSH', 10, newControlId());
}
