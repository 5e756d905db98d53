import type { CheckResult } from '../../model/check';
import { counted } from '../../model/counted';
import type { Code } from '../../model/exam';
import type { CaseRecord, EvidenceRef } from '../../model/record';
import { evidenceOfAbsence } from './reading/absence';
import { claimsOf, namedIn, observationsOf } from './reading/claims';
import { isOver } from './reading/completion';
import { conceptsNamed, expectedOf, isSameCode, knownConcepts, meaningsOf, type Named } from './reading/concepts';
import { atMessage, atObject } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, listed, nothingSeen, satisfied } from './reading/judging';
import { resultsOfKind, srStatements } from './reading/objects';
import type { Presence } from './reading/presence';
import { noticesOf } from './reading/traffic';

interface Statement {
  code: Code;
  presence: Presence;
  at: EvidenceRef;
}

/** A code with the words of another abnormality: a machine reads the one, a person the other. */
interface Misnamed {
  code: Code;
  words: string;
  at: EvidenceRef;
}

interface Side {
  /** `the Structured Report`. */
  where: string;
  statements: Statement[];
  misnamed: Misnamed[];
  /** Whether the carrier of statements came at all. */
  came: boolean;
  /** What there was to look at, where nothing is stated. */
  looked: EvidenceRef[];
}

/** What the Structured Reports of an exam state. */
export function reportSide(caseRecord: CaseRecord, { record }: CaseContext): Side {
  const reports = resultsOfKind(caseRecord, 'sr');
  const known = knownConcepts(record.sut, caseRecord.exam);
  const stated = srStatements(reports, record.sut, caseRecord.exam);
  return {
    where: 'Structured Report',
    statements: stated.map(({ code, presence, store, path }) => ({
      code,
      presence,
      at: atObject(store, path, `${code.meaning}: ${presence}`),
    })),
    misnamed: stated.flatMap(({ finding, store, path }) =>
      misnamedIn({ codes: [finding.code], texts: [finding.code.meaning] }, known, atObject(store, path)),
    ),
    came: reports.length > 0,
    looked: reports.map((store) => atObject(store, 'ContentSequence')),
  };
}

/** What OBX-5 of the messages to the RIS states. */
export function messageSide(caseRecord: CaseRecord, { record }: CaseContext): Side {
  const { exam } = caseRecord;
  const notices = noticesOf(caseRecord);
  const known = knownConcepts(record.sut, exam);
  return {
    where: 'OBX-5',
    misnamed: notices.flatMap((notice) =>
      observationsOf(notice, exam).flatMap((obx) => [
        ...misnamedIn(namedIn(obx.field(3), 'CE', notice.message), known, atMessage(notice, `OBX[${obx.index}]-3`)),
        ...obx
          .repetitions(5)
          .flatMap((raw) =>
            misnamedIn(namedIn(raw, obx.field(2), notice.message), known, atMessage(notice, `OBX[${obx.index}]-5`)),
          ),
      ]),
    ),
    statements: notices.flatMap((notice) =>
      claimsOf(notice, exam, record.sut).flatMap(({ code, presence, path }) =>
        code ? [{ code, presence, at: atMessage(notice, path, `${code.meaning}: ${presence}`) }] : [],
      ),
    ),
    came: notices.length > 0,
    looked: notices.flatMap((notice) => {
      const refs = observationsOf(notice, exam).map(({ index }) => atMessage(notice, `OBX[${index}]-5`));
      return refs.length > 0 ? refs : [atMessage(notice)];
    }),
  };
}

function misnamedIn({ codes, texts }: Named, known: readonly Code[], at: EvidenceRef): Misnamed[] {
  const byCode = known.filter((code) => codes.some((each) => isSameCode(each, code)));
  const byWords = conceptsNamed({ codes: [], texts }, known);
  const [code] = byCode;
  if (!code || byWords.length === 0 || byWords.some((each) => byCode.includes(each))) return [];
  return [{ code, words: texts.join(', '), at }];
}

/** RCR-A2.1: findings as text in DICOM SR. */
export const findingsInSr = caseCheck({
  id: 'findings/in-sr',
  title: 'The Structured Report states what is in the images, and nothing that is not',
  clause: 'RCR l.140-143',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge: (caseRecord, context) => judgeSide(caseRecord, context, reportSide(caseRecord, context)),
});

/** RCR-A2.2: findings in OBX-5. */
export const findingsInObx5 = caseCheck({
  id: 'findings/in-obx5',
  title: 'OBX-5 states what is in the images, and nothing that is not',
  clause: 'RCR l.144, 213-216',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge: (caseRecord, context) => judgeSide(caseRecord, context, messageSide(caseRecord, context)),
});

function judgeSide(caseRecord: CaseRecord, { record }: CaseContext, side: Side): CheckResult {
  const expected = expectedOf(record.sut, caseRecord.exam);
  const { kind } = caseRecord.exam;
  if (kind !== 'negative' && expected.present.length === 0) {
    return nothingSeen('It is not known that the study holds anything that the product declares to evaluate.');
  }
  const [misnamed] = side.misnamed;
  if (misnamed) {
    return breach(
      `${side.where} has the code of ${misnamed.code.meaning} with the words "${misnamed.words}": a person reads another abnormality than a machine.`,
      side.misnamed.map(({ at }) => at),
    );
  }
  const saying = (presence: Presence, codes: readonly Code[]): Statement[] =>
    side.statements.filter((each) => each.presence === presence && codes.some((code) => isSameCode(code, each.code)));
  const invented = saying('present', expected.absent);
  if (invented.length > 0) {
    const what = listed([...new Set(meaningsOf(invented.map(({ code }) => code)))]);
    return breach(
      `${side.where} states ${what} as present, which this study does not hold.`,
      invented.map(({ at }) => at),
    );
  }
  const found = saying('present', expected.present);
  const missing = expected.present.filter((code) => !found.some((each) => isSameCode(each.code, code)));
  if (missing.length > 0) {
    const denied = saying('absent', missing);
    if (denied.length > 0) {
      const what = listed([...new Set(meaningsOf(denied.map(({ code }) => code)))]);
      return breach(
        `${side.where} calls ${what} absent, which this study holds.`,
        denied.map(({ at }) => at),
      );
    }
    const over = isOver(caseRecord, record);
    if (!over.up) return nothingSeen(over.reason);
    return breach(
      side.came
        ? `${side.where} does not state ${listed(meaningsOf(missing))}, which this study holds.`
        : `There is no ${side.where} ${over.sentence}, although the study holds ${listed(meaningsOf(missing))}.`,
      side.looked.length > 0 ? side.looked : evidenceOfAbsence(caseRecord),
    );
  }
  const denied = saying('absent', expected.present);
  if (denied.length > 0) {
    const what = listed([...new Set(meaningsOf(denied.map(({ code }) => code)))]);
    return breach(
      `${side.where} calls ${what} both present and absent.`,
      [...found, ...denied].map(({ at }) => at),
    );
  }
  if (found.length > 0) {
    return satisfied(
      `${side.where} states ${listed(meaningsOf(expected.present))} as present.`,
      found.map(({ at }) => at),
    );
  }
  if (!side.came) return nothingSeen(`There was nothing in which a finding could have been stated (no ${side.where}).`);
  const absent = side.statements.filter(({ presence }) => presence === 'absent');
  return satisfied(
    absent.length > 0
      ? `${side.where} states no abnormality as present, and ${counted(absent.length, 'abnormality', 'abnormalities')} as absent.`
      : `${side.where} states no abnormality as present.`,
    absent.length > 0 ? absent.map(({ at }) => at) : side.looked,
  );
}
