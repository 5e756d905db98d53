import { editObjects, walk } from '../mutants/tools/edit-dicom';
import { editSegments, fieldOf, setField, withField } from '../mutants/tools/edit-hl7';
import type { Hooks } from '../mutants/types';
import type { Variant } from './types';

const both = (edit: (message: string) => string): Hooks => ({
  notice: (message) => [edit(message)],
  statusMessage: (message) => [edit(message)],
});
const longUid = (): string =>
  `1.2.826.0.1.3680043.10.9999.${Array.from({ length: 36 }, () => 1 + Math.floor(Math.random() * 9)).join('')}`.slice(
    0,
    64,
  );
const lines = (m: string): string[] => m.split('\r').filter((l) => l !== '');
const join = (l: string[]): string => `${l.join('\r')}\r`;

/** Other ways of writing the same. */
export const MORE_VARIANTS: Variant[] = [
  {
    id: 'uids-of-64-characters',
    sentence: 'UIDs of results have 64 characters.',
    allowedBy: 'PS3.5 9',
    hooks: {
      objects: (objects) => {
        const made = new Map<string, string>();
        const fresh = (uid: string): string => {
          const m = made.get(uid) ?? longUid();
          made.set(uid, m);
          return m;
        };
        for (const o of objects) {
          fresh(o.sopInstanceUid);
        }
        editObjects(
          objects,
          () => true,
          (d) => void fresh(String(d['SeriesInstanceUID'])),
        );
        return editObjects(
          objects,
          () => true,
          (d) =>
            walk(d, (item) => {
              for (const [k, v] of Object.entries(item))
                if (typeof v === 'string' && made.has(v)) item[k] = made.get(v);
            }),
        );
      },
    },
  },
  {
    id: 'hl7-more-fields',
    sentence: 'Messages have further identifiers, PV2, a note after OBR, and empty fields at the end of segments.',
    allowedBy: 'HL7 2.5.3',
    hooks: both((m) => {
      const t = editSegments(m, 'PID', (f) =>
        withField(withField(f, 3, `9434765919^^^NHS^NH~${fieldOf(f, 3)}`), 18, 'V1^^^HOSP^VN'),
      );
      return join(
        lines(t).flatMap((l) =>
          l.startsWith('PV1|')
            ? [l, 'PV2|||^Head injury']
            : l.startsWith('OBR|')
              ? [`${l}||||`, 'NTE|1|L|Please see report']
              : l.startsWith('OBX|')
                ? [`${l}||`]
                : [l],
        ),
      );
    }),
  },
  {
    id: 'hl7-escapes',
    sentence: 'A note holds all kinds of escape sequences, hexadecimal digits in either case.',
    allowedBy: 'HL7 2.7',
    hooks: both((m) => {
      const at = lines(m).findIndex((l) => l.startsWith('OBX|'));
      const all = lines(m);
      return join([
        ...all.slice(0, at),
        'NTE|1|L|Signs \\T\\ symptoms\\.br\\\\H\\preliminary\\N\\ \\X0d0a\\ a \\F\\ b \\S\\ c \\R\\ d \\E\\ e \\XC3A4\\',
        ...all.slice(at),
      ]);
    }),
  },
  {
    id: 'hl7-2.3',
    sentence: 'Messages are in HL7 2.3.',
    allowedBy: 'RCR l.16-18',
    hooks: both((m) => setField(m, 'MSH', 12, '2.3')),
  },
];
