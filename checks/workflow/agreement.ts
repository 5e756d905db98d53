import type { CheckResult } from '../../model/check';
import type { DicomObject } from '../../model/dicom/object';
import type { Code } from '../../model/exam';
import type { CaseRecord, EvidenceRef } from '../../model/record';
import { kindOfResult } from '../dicom/ai-results';
import { checkGraphicsPlaces } from '../dicom/graphics-places';
import { checkMeasuredVolumes } from '../dicom/measured-volumes';
import { checkTrackedPlaces } from '../dicom/tracked-places';
import { messageSide, reportSide } from './findings';
import { isSameCode, meaningsOf } from './reading/concepts';
import { atObject } from './reading/evidence';
import { breach, caseCheck, type CaseContext, isAnalysed, listed, nothingSeen, satisfied } from './reading/judging';
import { markingsOf } from './reading/markings';
import { isReadable, type Readable } from './reading/objects';
import { resultsOf } from './reading/traffic';

/** RCR-A2.3: one truth in PACS and RIS. */
export const findingsAgree = caseCheck({
  id: 'findings/agree',
  title: 'Structured Report, message and graphics say the same',
  clause: 'RCR l.140-144',
  appliesTo: isAnalysed,
  otherwise: 'No study was tried that is to be analysed.',
  judge,
});

function judge(caseRecord: CaseRecord, context: CaseContext): CheckResult {
  const report = reportSide(caseRecord, context);
  const message = messageSide(caseRecord, context);
  if (!report.came) return nothingSeen('There is no Structured Report to compare with.');
  if (message.statements.length === 0)
    return nothingSeen('No message states a finding, so there is nothing to compare with.');
  const sides = [report, message].map(({ where, statements }) => ({
    where,
    statements,
    present: distinct(statements, 'present'),
    absent: distinct(statements, 'absent'),
  }));
  const refs = (codes: readonly Code[]): EvidenceRef[] =>
    sides.flatMap(({ statements }) => statements.filter(({ code }) => isIn(codes, code)).map(({ at }) => at));

  for (const { where, present, absent } of sides) {
    const both = present.filter((code) => isIn(absent, code));
    if (both.length > 0)
      return breach(`${where} calls ${listed(meaningsOf(both))} both present and absent.`, refs(both));
  }
  const [inReport, inMessage] = sides;
  if (!inReport || !inMessage) return nothingSeen('There is nothing to compare.');
  for (const [one, other] of [
    [inReport, inMessage],
    [inMessage, inReport],
  ] as const) {
    const alone = one.present.filter((code) => !isIn(other.present, code));
    if (alone.length > 0) {
      const says = alone.some((code) => isIn(other.absent, code)) ? 'calls it absent' : 'does not say so';
      return breach(`${one.where} calls ${listed(meaningsOf(alone))} present, and ${other.where} ${says}.`, [
        ...refs(alone),
        ...(report.statements.length === 0 ? report.looked : []),
      ]);
    }
  }
  const drawn = markingsOf(caseRecord, context.record.sut).filter(
    ({ kind }) => kind === 'segment' || kind === 'presentation state',
  );
  const denied = drawn.filter(
    ({ of }) => of.length > 0 && of.every((code) => isIn(inReport.absent, code) && !isIn(inReport.present, code)),
  );
  const [first] = denied;
  if (first) {
    return breach(
      `A ${first.kind} marks ${listed(meaningsOf(first.of))} in the images, which the Structured Report calls absent.`,
      [...denied.map(({ store, path }) => atObject(store, path)), ...refs(first.of)],
    );
  }
  const readable = resultsOf(caseRecord).filter(isReadable);
  const images = caseRecord.images.flatMap(({ object }) => object ?? []);
  const [apart] = readable.flatMap((store) =>
    checkTrackedPlaces([store.object, ...segmentationsBeside(store, readable)], images).map((finding) => ({
      store,
      finding,
    })),
  );
  if (apart) {
    return breach(
      `The Structured Report and the segmentation show the same finding in different places (${apart.finding.seen ?? ''}).`,
      [atObject(apart.store, apart.finding.path)],
      [apart.finding],
    );
  }
  const [misfit] = readable.flatMap((store) =>
    checkMeasuredVolumes([store.object, ...segmentationsBeside(store, readable)]).map((finding) => ({
      store,
      finding,
    })),
  );
  if (misfit) {
    const { seen = '', expected = '' } = misfit.finding;
    return breach(
      `The Structured Report gives the volume of a region as ${seen}, and the segmentation shows ${expected}.`,
      [atObject(misfit.store, misfit.finding.path)],
      [misfit.finding],
    );
  }
  const [astray] = readable
    .filter(({ object }) => ['presentation-state', 'overlay'].includes(kindOfResult(object)))
    .flatMap((store) =>
      checkGraphicsPlaces(store.object, segmentationsBeside(store, readable), images).map((finding) => ({
        store,
        finding,
      })),
    );
  if (astray) {
    const name = kindOfResult(astray.store.object) === 'overlay' ? 'An overlay' : 'A presentation state';
    return breach(
      `${name} and the segmentation show different places (${astray.finding.seen ?? ''}).`,
      [atObject(astray.store, astray.finding.path)],
      [astray.finding],
    );
  }
  const what = inReport.present.length > 0 ? `${listed(meaningsOf(inReport.present))} present` : 'nothing present';
  return satisfied(
    `Structured Report and OBX-5 agree: ${what}${drawn.length > 0 ? ', and the graphics do not contradict' : ''}.`,
    [...report.statements, ...message.statements].map(({ at }) => at),
  );
}

function segmentationsBeside(store: Readable, all: readonly Readable[]): DicomObject[] {
  return all.filter((each) => each !== store && kindOfResult(each.object) === 'seg').map(({ object }) => object);
}

const isIn = (codes: readonly Code[], code: Code): boolean => codes.some((each) => isSameCode(each, code));

function distinct(statements: { code: Code; presence: string }[], presence: string): Code[] {
  const codes = statements.filter((each) => each.presence === presence).map(({ code }) => code);
  return codes.filter((code, i) => codes.findIndex((other) => isSameCode(other, code)) === i);
}
