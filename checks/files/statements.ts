import type { Finding } from '../../model/check';
import type { Code } from '../../model/exam';
import { declaredPerformance } from '../dicom/declared-performance';
import { kindOfResult } from '../dicom/kind';
import { find } from '../dicom/rule';
import { type StatedFinding, statedFindings } from '../dicom/stated-findings';
import { typeOf } from '../fhir/resources';
import { answersOf } from '../fhir/statements';
import { claimsIn } from '../workflow/reading/claims';
import { conceptsNamed, isSameCode } from '../workflow/reading/concepts';
import { statementsIn } from '../workflow/reading/objects';
import { presenceWord, statementsOf } from '../workflow/reading/presence';
import type { DicomItem } from './items';
import type { Report } from './report';
import { SET } from './rules';
import type { Stated, StudySet } from './studies';

interface ReadReport {
  item: DicomItem;
  findings: StatedFinding[];
  declared: { code: Code; complete: boolean }[];
}

/** What SRs, OBX-5 and FHIR say of one study is the same, and what is found is declared. */
export function checkStatements(study: StudySet, report: Report): void {
  const reports = study.results
    .filter(({ object }) => kindOfResult(object) === 'sr')
    .map((item): ReadReport => ({
      item,
      findings: statedFindings(item.object),
      declared: declaredPerformance(item.object).map(({ abnormality, sensitivity, specificity }) => ({
        code: abnormality,
        complete: sensitivity !== undefined && specificity !== undefined,
      })),
    }));
  checkAgreement(study, reports, report);
  checkDeclared(study, reports, report);
}

function checkAgreement(study: StudySet, reports: readonly ReadReport[], report: Report): void {
  const known = knownIn(study, reports);
  const sides = [
    { where: 'Structured Report', all: reports.flatMap((each) => inReport(each, known)) },
    { where: 'OBX-5', all: study.messages.flatMap((item) => inMessage(item, known)) },
    { where: 'FHIR', all: study.resources.flatMap((item) => inResource(item, known)) },
  ].filter(({ all }) => all.length > 0);
  for (const { where, all } of sides) {
    for (const code of codesOf(all, 'present')) {
      const denied = all.find((each) => each.presence === 'absent' && isSameAs(each.code, code));
      if (denied)
        report(
          denied.item,
          contradiction(denied, `${where} calls ${code.meaning} both present and absent.`, 'present'),
        );
    }
    for (const other of sides) {
      if (other.where === where) continue;
      for (const code of codesOf(all, 'present')) {
        const said = other.all.filter((each) => isSameAs(each.code, code));
        if (said.some(({ presence }) => presence === 'present')) continue;
        const [at] = said.length > 0 ? said : other.all;
        if (!at) continue;
        const verb = said.length > 0 ? 'calls it absent' : 'does not state it';
        const message = `${where} states ${code.meaning} as present, and ${other.where} ${verb}.`;
        report(at.item, contradiction(at, message, 'present', said.length > 0 ? 'absent' : 'not stated'));
      }
    }
  }
}

const contradiction = ({ path }: Stated, message: string, expected: string, seen = 'absent'): Finding =>
  find(SET.findingsAgree, message, { path, seen, expected });

/** Codes as they are compared: by value and scheme, or by meaning where one has words only. */
const isSameAs = (a: Code, b: Code): boolean =>
  isSameCode(a, b) ||
  ((a.value === '' || b.value === '') && conceptsNamed({ codes: [], texts: [a.meaning] }, [b]).length > 0);

function codesOf(all: readonly Stated[], presence: Stated['presence']): Code[] {
  return distinct(all.filter((each) => each.presence === presence).map(({ code }) => code));
}

const distinct = (codes: readonly Code[]): Code[] =>
  codes.filter((code, i) => codes.findIndex((other) => isSameAs(other, code)) === i);

/** Everything that is spoken of as found or not found, or declared, in the study. */
function knownIn(study: StudySet, reports: readonly ReadReport[]): Code[] {
  const inReports = reports.flatMap(({ findings, declared }) => [
    ...findings.filter(({ code, presence }) => code.value !== '' && presence !== 'unclear').map(({ code }) => code),
    ...declared.map(({ code }) => code),
  ]);
  const inFhir = observationsIn(study.resources).flatMap(({ question, answer }): Code[] => {
    const [code] = question.codes;
    return code && presenceWord(answer) !== undefined ? [{ ...code, meaning: question.texts[0] ?? code.value }] : [];
  });
  return distinct([...inReports, ...inFhir]);
}

const inReport = ({ item, findings }: ReadReport, known: readonly Code[]): Stated[] =>
  findings.flatMap((finding) =>
    statementsIn(finding, known).map((statement) => ({ ...statement, item, path: finding.path })),
  );

const inMessage = (item: StudySet['messages'][number], known: readonly Code[]): Stated[] =>
  claimsIn(item.message, item.message.all('OBX'), known).flatMap(({ code, presence, path }) =>
    code ? [{ code, presence, item, path }] : [],
  );

const observationsIn = (resources: StudySet['resources']) =>
  resources.flatMap(({ located }) => (typeOf(located.resource) === 'Observation' ? answersOf(located.resource) : []));

const inResource = (item: StudySet['resources'][number], known: readonly Code[]): Stated[] =>
  (typeOf(item.located.resource) === 'Observation' ? answersOf(item.located.resource) : []).flatMap(
    ({ question, answer, path }) =>
      statementsOf(question, answer, known).flatMap(({ code, presence }) =>
        code
          ? [{ code, presence, item, path: `${item.located.path === '' ? '' : `${item.located.path}.`}${path}` }]
          : [],
      ),
  );

/** Every abnormality that a report speaks of is in the declaration, with both figures. Without any declaration: not judged. */
function checkDeclared(study: StudySet, reports: readonly ReadReport[], report: Report): void {
  const declared = reports.flatMap((each) => each.declared);
  const texts = study.results
    .filter(({ object }) => kindOfResult(object) === 'encapsulated-pdf')
    .flatMap(({ object }) => object.pdf?.text?.split('\n') ?? []);
  const hasFigures = /sensitivity[^]*specificity|specificity[^]*sensitivity/i.test(texts.join('\n'));
  if (declared.length === 0 && !hasFigures) return;
  const known = knownIn(study, reports);
  for (const { item, findings } of reports) {
    const spokenOf = findings.flatMap((finding) => statementsIn(finding, known).map(({ code }) => ({ code, finding })));
    for (const code of distinct(spokenOf.map((each) => each.code))) {
      const figures = declared.filter((each) => isSameAs(each.code, code));
      const inText = hasFigures && conceptsNamed({ codes: [], texts }, [code]).length > 0;
      if (inText || figures.some(({ complete }) => complete)) continue;
      const incomplete = figures.length > 0;
      const message = incomplete
        ? `The declaration lacks sensitivity or specificity of ${code.meaning}, which a report speaks of.`
        : `The declaration does not list ${code.meaning}, which a report speaks of.`;
      const path = spokenOf.find((each) => each.code === code)?.finding.path ?? '';
      const where = { path, seen: incomplete ? 'one of them' : 'none', expected: 'sensitivity and specificity' };
      report(item, find(SET.declared, message, where));
    }
  }
}
