import type { Finding } from '../../model/check';
import { counted } from '../../model/counted';
import type { Algorithm } from '../../model/sut';
import { algorithmsNamed, type AlgorithmNamed, kindOfResult } from '../dicom/ai-results';
import { atObject } from './reading/evidence';
import { andMore, breach, caseCheck, isAnalysed, listed, nothingSeen, satisfied } from './reading/judging';
import { isReadable, type Readable } from './reading/objects';
import { resultsOf } from './reading/traffic';

/** RCR-5.3: a change of version can be seen in the results. */
export const versionInEveryOutput = caseCheck({
  id: 'algorithm/version-in-every-output',
  title: 'Every result names the algorithm and its version',
  clause: 'RCR l.79-83',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge(caseRecord, { record }) {
    const results = resultsOf(caseRecord).filter(isReadable);
    if (results.length === 0) return nothingSeen('No result that can be read reached the PACS.');
    const judged = results.map((store) => ({ store, named: algorithmsNamed(store.object) }));
    const findings = judged.flatMap(({ store, named }) => findingOf(store, named, record.sut.algorithms));
    const [first] = findings;
    if (first) {
      return breach(
        andMore(first.message, findings.length - 1, 'result'),
        findings.flatMap(({ evidence }) => evidence ?? []),
        findings,
      );
    }
    const names = record.sut.algorithms
      .filter((algorithm) => judged.some(({ named }) => named.some((each) => isSame(each, algorithm))))
      .map(({ name, version }) => `${name} ${version}`);
    return satisfied(
      `All ${counted(results.length, 'result')} name the algorithm with its version: ${listed(names)}.`,
      judged.map(({ store, named }) =>
        atObject(store, named.find((each) => record.sut.algorithms.some((algorithm) => isSame(each, algorithm)))?.path),
      ),
    );
  },
});

function findingOf(store: Readable, named: AlgorithmNamed[], algorithms: readonly Algorithm[]): Finding[] {
  if (named.some((each) => algorithms.some((algorithm) => isSame(each, algorithm)))) return [];
  const kind = kindOfResult(store.object);
  const close = named.find((each) => algorithms.some(({ name }) => isSameName(each.name, name)));
  const seen = named.map(({ name, version }) => `${name || '(no name)'} ${version || '(no version)'}`).join(', ');
  const message =
    close === undefined
      ? `A result (${kind}) does not name the algorithm that made it.`
      : close.version === ''
        ? `A result (${kind}) names the algorithm, but not its version.`
        : `A result (${kind}) names version ${close.version} of the algorithm, and another version is declared.`;
  return [
    {
      rule: 'algorithm/version-in-every-output',
      clause: 'RCR l.79-83',
      severity: 'error',
      message,
      seen: seen || 'nothing',
      expected: algorithms.map(({ name, version }) => `${name} ${version}`).join(' or '),
      evidence: atObject(store, close?.path),
    },
  ];
}

const isSameName = (a: string, b: string): boolean => plain(a) === plain(b);
const isSame = (named: AlgorithmNamed, { name, version }: Algorithm): boolean =>
  isSameName(named.name, name) &&
  named.version.split('\\').some((each) => plainVersion(each) === plainVersion(version));

const plain = (text: string): string => text.trim().toLowerCase().replace(/\s+/g, ' ');
const plainVersion = (text: string): string => plain(text).replace(/^(version |v(?=\d))/, '');
