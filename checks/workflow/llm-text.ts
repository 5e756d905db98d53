import type { EvidenceRef } from '../../model/record';
import { NO_RESULT_STATUS } from '../hl7/tables';
import { observationsOf } from './reading/claims';
import { atMessage, atObject } from './reading/evidence';
import { breach, caseCheck, hasFinding, nothingSeen, satisfied } from './reading/judging';
import { resultsOfKind, textsIn } from './reading/objects';
import { noticesOf } from './reading/traffic';

/** Shorter text is a label or a value, not a piece of a report. */
const REPORT_TEXT_LENGTH = 40;
const REPORT_HEADING = /\b(report|impression|conclusion|narrative|summary|finding)s?\b/i;
const PRELIMINARY = /\b(preliminary|provisional|draft|unverified|not (yet )?verified)\b/i;
const TO_BE_VERIFIED =
  /\b(verif|review|confirm|check|approv)\w*\b[^.]{0,80}\b(radiologist|clinician|physician|doctor|reporter|human)|\b(radiologist|clinician|physician|doctor|reporter|human)\b[^.]{0,80}\b(verif|review|confirm|check|approv)/i;

/** The item itself, or one under the same parent. */
const isBeside = (path: string, other: string): boolean => parentOf(path) === parentOf(other);
const parentOf = (path: string): string => path.split('.').slice(0, -1).join('.');

interface Text {
  where: string;
  preliminary: boolean;
  toBeVerified: boolean;
  at: EvidenceRef;
}

/** RCR-3.3: text by a language model needs verification, and says so. */
export const llmMarkedPreliminary = caseCheck({
  id: 'llm/marked-preliminary',
  title: 'Report text by a language model is marked as preliminary and to be verified',
  clause: 'RCR l.51, 54',
  appliesTo: hasFinding,
  otherwise: 'No study was tried in which there is something to report.',
  judge(caseRecord, { record }) {
    if (!record.sut.capabilities.llmText)
      return nothingSeen('The product declares that it writes no text by a language model.');
    const inReports = resultsOfKind(caseRecord, 'sr').flatMap((store): Text[] => {
      const texts = textsIn(store.object);
      const written = texts.filter(({ name, text }) => text.length >= REPORT_TEXT_LENGTH && REPORT_HEADING.test(name));
      const flag = store.object.dataset.string('PreliminaryFlag') === 'PRELIMINARY';
      return written.map(({ path }) => ({
        where: 'Structured Report',
        preliminary: flag || texts.some(({ text }) => PRELIMINARY.test(text)),
        // Elsewhere in the report, as among the limitations of the algorithm, it does not mark this text.
        toBeVerified: texts.some((each) => isBeside(each.path, path) && TO_BE_VERIFIED.test(each.text)),
        at: atObject(store, path),
      }));
    });
    const inMessages = noticesOf(caseRecord).flatMap((notice): Text[] => {
      const observations = observationsOf(notice, caseRecord.exam);
      const all = [...observations.map((obx) => obx.field(5)), ...notice.message.all('NTE').map((nte) => nte.field(3))];
      return observations
        .filter((obx) => ['TX', 'FT', 'ST'].includes(obx.field(2)) && obx.field(5).length >= REPORT_TEXT_LENGTH)
        .filter((obx) => !NO_RESULT_STATUS.has(obx.field(11)))
        .map((obx) => ({
          where: 'message to the RIS',
          preliminary: ['P', 'R', 'S', 'I'].includes(obx.field(11)),
          toBeVerified: all.some((text) => TO_BE_VERIFIED.test(text)),
          at: atMessage(notice, `OBX[${obx.index}]-5`),
        }));
    });
    const texts = [...inReports, ...inMessages];
    if (texts.length === 0)
      return nothingSeen('The product declares text by a language model, but no report text was seen.');
    const wrong = texts.filter(({ preliminary, toBeVerified }) => !preliminary || !toBeVerified);
    const [first] = wrong;
    if (first) {
      const lacks = first.preliminary ? 'that a radiologist has to verify it' : 'that it is preliminary';
      return breach(
        `Report text in the ${first.where} does not say ${lacks}.`,
        wrong.map(({ at }) => at),
      );
    }
    return satisfied(
      'Report text by the language model is marked as preliminary, and as to be verified by a radiologist.',
      texts.map(({ at }) => at),
    );
  },
});
