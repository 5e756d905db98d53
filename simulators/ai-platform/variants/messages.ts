import type { Hl7Version } from '../options';
import { editFindings, editSegments, fieldOf, setField, withField } from '../mutants/tools/edit-hl7';
import type { Hooks } from '../mutants/types';
import type { Variant } from './types';

const both = (edit: (message: string) => string): Hooks => ({
  notice: (message) => [edit(message)],
  statusMessage: (message) => [edit(message)],
});
const inVersion = (version: Hl7Version): Variant => ({
  id: `hl7-${version}`,
  sentence: `Messages are in HL7 ${version}.`,
  allowedBy: 'RCR l.16-18: HL7 v2, no version is named',
  hooks: { configure: (settings) => ({ ...settings, hl7Version: version }) },
});

/** Other messages that say the same. */
export const MESSAGE_VARIANTS: Variant[] = [
  inVersion('2.3.1'),
  inVersion('2.5'),
  inVersion('2.5.1'),
  {
    id: 'obx-in-other-order',
    sentence: 'The OBX segments come in the opposite order.',
    allowedBy: 'HL7 v2.4 4.4.1: OBX repeats, no order is given',
    hooks: both((message) => {
      const rows = segmentsOf(message).filter(isObx).reverse();
      const lines = segmentsOf(message).map((line) => (isObx(line) ? (rows.shift() ?? line) : line));
      let number = 0;
      return editSegments(`${lines.join('\r')}\r`, 'OBX', (fields) => withField(fields, 1, String(++number)));
    }),
  },
  {
    id: 'extra-z-segments',
    sentence: 'Messages hold Z segments and notes that are the supplier’s own.',
    allowedBy: 'HL7 v2.4 2.16: local segments begin with Z and are ignored by who does not know them',
    hooks: both(
      (message) => `${segmentsOf(message).join('\r')}\rZAI|1|HEAD-CT^Reference head CT|queue 3\rZAX|||0.93\r`,
    ),
  },
  {
    id: 'absent-by-other-code',
    sentence: 'What was not found is said by SCT 272519000 (Absent) instead of 2667000.',
    allowedBy: 'RCR l.140-144: no code is named; PS3.16 CID 240 has it',
    hooks: both((message) =>
      editFindings(message, (fields) =>
        fieldOf(fields, 5).startsWith('2667000^') ? withField(fields, 5, '272519000^Absent^SCT') : fields,
      ),
    ),
  },
  {
    id: 'hl7-declares-utf-8',
    sentence: 'MSH-18 declares UNICODE UTF-8, and a note uses it.',
    allowedBy: 'HL7 table 0211',
    hooks: both((message) => {
      const declared = setField(message, 'MSH', 18, 'UNICODE UTF-8');
      const lines = segmentsOf(declared);
      const at = lines.findIndex(isObx);
      return `${[...lines.slice(0, at), 'NTE|9|L|Vorläufig – bitte prüfen', ...lines.slice(at)].join('\r')}\r`;
    }),
  },
];

function segmentsOf(message: string): string[] {
  return message.split('\r').filter((line) => line !== '');
}

function isObx(line: string): boolean {
  return line.startsWith('OBX|');
}
