import type { Check, Finding } from '../../model/check';
import type { ViewerLook } from '../../model/record';
import { decide, finding, judging, looksAt, nothingSeen } from './reading';

/** Words of one statement stand within so many characters. */
const WITHIN = 200;

/** Whether all words are to be read close to each other, in any order and case; "|" separates ways to write one. */
export function canBeRead(words: readonly string[], text: string): boolean {
  const [first = '', ...rest] = words.map((word) => word.toLowerCase().split('|'));
  const lower = text.toLowerCase();
  return placesOf(first, lower).some((at) => {
    const near = lower.slice(Math.max(0, at - WITHIN), at + WITHIN);
    return rest.every((ways) => placesOf(ways, near).length > 0);
  });
}

/** A number is not to be read out of a longer one: 7 is not in 17.3, and 12.5 is in 12.50. */
function placesOf(ways: readonly string[] | string, text: string): number[] {
  return [ways].flat().flatMap((way) => {
    const plain = way.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
    const isNumber = /^\d+(\.\d+)?$/.test(way);
    const zeros = way.includes('.') ? '0*' : '(?:\\.0+)?';
    const pattern = isNumber ? `(?<![\\d.])${plain}${zeros}(?![\\d]|\\.\\d)` : plain;
    return [...text.matchAll(new RegExp(pattern, 'g'))].map(({ index }) => index);
  });
}

const words = (entry: readonly string[]): string => entry.map((word) => word.split('|')[0]).join(' ');

export const textsRead: Check = {
  id: 'viewer/texts-read',
  title: 'What a result says can be read in the viewer',
  clause: 'RCR l.173-179',
  judge: judging((viewer) => {
    const looks = looksAt(viewer, ['read']);
    const { texts } = viewer.known;
    if (texts.length === 0) return nothingSeen('Nothing was known that should be read.');
    const seen = looks.map(({ texts: read }) => read.join('\n')).join('\n');
    const last = looks.at(-1) as ViewerLook;
    const findings: Finding[] = texts
      .filter((entry) => !canBeRead(entry, seen))
      .map((entry) =>
        finding('texts-read', textsRead.clause, `"${words(entry)}" is not to be read in the viewer.`, last, {
          seen: seen.slice(0, 300),
        }),
      );
    return decide(
      findings,
      `All of ${texts.length} statements could be read, such as "${words(texts[0] ?? [])}".`,
      looks,
    );
  }),
};

export const resultsIndicated: Check = {
  id: 'viewer/results-indicated',
  title: 'Before anything is opened, the study shows that it has results',
  clause: 'AIR 4.136',
  judge: judging((viewer) => {
    const [opened, ...others] = looksAt(viewer, ['opened']);
    if (!opened) return nothingSeen('The study was not opened.');
    const said = opened.texts.join('\n');
    const findings: Finding[] = viewer.known.texts
      .filter((entry) => !canBeRead(entry, said))
      .map((entry) =>
        finding(
          'results-indicated',
          resultsIndicated.clause,
          `The opened study does not show that it has "${words(entry)}".`,
          opened,
          {
            seen: said.slice(0, 300),
          },
        ),
      );
    return decide(findings, 'The opened study shows its results.', [opened, ...others]);
  }),
};

export const staysWithStudy: Check = {
  id: 'viewer/stays-with-study',
  title: 'Results appear in their own study only',
  clause: 'AIR 4.136',
  judge: judging((viewer) => {
    const looks = looksAt(viewer, ['opened']);
    const [own, other] = looks;
    if (!own || !other || own.caseId === other.caseId) return nothingSeen('Two studies were not both opened.');
    const shows = ({ texts }: ViewerLook, entry: readonly string[]) => canBeRead(entry, texts.join('\n'));
    const findings = viewer.known.texts.flatMap((entry): Finding[] => {
      if (!shows(own, entry))
        return [
          finding('stays-with-study', staysWithStudy.clause, `The study does not show its own "${words(entry)}".`, own),
        ];
      if (shows(other, entry))
        return [
          finding(
            'stays-with-study',
            staysWithStudy.clause,
            `"${words(entry)}" of one patient is shown in the study of another.`,
            other,
          ),
        ];
      return [];
    });
    return decide(
      findings,
      'The results are shown in their own study, and not in that of a patient with similar identifiers.',
      looks,
    );
  }),
};

export const keyImageOpens: Check = {
  id: 'viewer/key-image-opens',
  title: 'A key object leads to its image',
  clause: 'AIR 4.136',
  judge: judging((viewer) => {
    const looks = looksAt(viewer, ['key-object']);
    const { image } = viewer.known;
    const last = looks.at(-1) as ViewerLook;
    if (last.image === undefined) return nothingSeen('The viewer does not say which image it shows.');
    const findings =
      last.image === image
        ? []
        : [
            finding(
              'key-image-opens',
              keyImageOpens.clause,
              `The key object was opened, and the viewer shows image ${last.image}, not image ${image}.`,
              last,
            ),
          ];
    return decide(findings, `The key object led to image ${image}.`, looks);
  }),
};
