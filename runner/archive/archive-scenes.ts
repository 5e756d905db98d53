import { isCompressed, RESULT_KINDS } from '../../model/archive';
import type { Session } from '../session';
import type { StudyInstance } from '../../fixtures/studies';
import { requestCommitment } from './commitment';
import { openInDisplay } from './display';
import { FOREIGN_NAMES, withForeignName } from './foreign-text';
import { AIR_CARRIERS, makeResults, oneOfEachKind, WITH_PIXELS } from './results';
import { compressedAs, inTransferSyntax, ofUnknownClass, withOtherContent } from './variants';

const SR = RESULT_KINDS[0]?.sopClassUid ?? '';
const SEG = RESULT_KINDS[1]?.sopClassUid ?? '';

/** The situations that scenarios put an archive under test into. */
export class ArchiveScenes {
  constructor(private readonly session: Session) {}

  private get archive() {
    return this.session.archive;
  }

  /** Fresh results for each: the same instance is not sent twice. Compressed, those that can be. */
  async sendInEverySyntax(): Promise<void> {
    const opened = this.archive.open([]);
    this.archive.replaceResults(opened, []);
    await this.archive.sendImages(opened);
    for (const transferSyntax of this.archive.declared.transferSyntaxes) {
      const results = isCompressed(transferSyntax)
        ? await compressedAs(oneOfEachKind(makeResults(opened.study, WITH_PIXELS)), transferSyntax)
        : makeResults(opened.study).map((each) => inTransferSyntax(each, transferSyntax));
      this.archive.addResults(opened, results);
      await this.archive.send(opened, results, { transferSyntax });
    }
  }

  /** Images alone; then a reader queries and retrieves the study. */
  async storeAndRead(): Promise<void> {
    const opened = this.archive.open(AIR_CARRIERS);
    await this.archive.sendImages(opened);
    await this.archive.list(opened, opened.study.instances.length, { step: 'list-before' });
    await this.archive.move(opened, 'STUDY', { StudyInstanceUID: opened.exam.studyInstanceUid });
  }

  /** One patient for each repertoire. */
  async sendForeignNames(): Promise<void> {
    for (const name of FOREIGN_NAMES) {
      const opened = this.archive.open(['sr']);
      const [first] = opened.study.instances;
      const own = [...(first ? [first] : []), ...this.archive.resultsOf(opened)].map((each) =>
        withForeignName(each, name),
      );
      this.archive.replaceResults(opened, own);
      await this.archive.send(opened, own, { characterSet: name.characterSet, name: name.name });
    }
  }

  async sendLookAlikes(): Promise<void> {
    const first = this.archive.open(AIR_CARRIERS);
    const second = this.archive.openLookAlike(first);
    for (const opened of [first, second]) {
      await this.archive.sendImages(opened);
      await this.archive.send(opened, this.archive.resultsOf(opened));
    }
  }

  async sendAgain(): Promise<void> {
    await this.archive.send(this.session.case, this.archive.resultsOf(this.session.case), { again: 'same' });
  }

  /** A study of its own: a PACS that replaces content would spoil what others go on from. */
  async sendOtherContent(): Promise<void> {
    const opened = this.session.case;
    const [report] = this.archive.resultsOf(opened).filter(({ sopClassUid }) => sopClassUid === SR);
    if (report) await this.archive.send(opened, [withOtherContent(report)], { again: 'other-content' });
  }

  async sendUnknownKind(): Promise<void> {
    const opened = this.archive.open(['sr']);
    const [report] = this.archive.resultsOf(opened);
    this.archive.replaceResults(opened, []);
    if (report) await this.archive.send(opened, [ofUnknownClass(report)], { kind: 'undeclared' });
    await this.archive.list(opened, 0);
  }

  /** Within the series of a report and of the segmentation, each with keys that are theirs and keys that are not. */
  async queryWithMatchingKeys(): Promise<void> {
    const opened = this.session.case;
    const places = this.archive.placesOf(opened);
    const inSeriesOf = (sopClassUid: string) => places.filter((place) => place.sopClassUid === sopClassUid);
    for (const { seriesInstanceUid } of [...inSeriesOf(SR), ...inSeriesOf(SEG)]) {
      for (const sopClassUid of [SR, SEG]) {
        await this.archive.match(opened, 'sop-class', seriesInstanceUid, { SOPClassUID: sopClassUid });
      }
      const concept = [{ CodeValue: '126000', CodingSchemeDesignator: 'DCM' }];
      await this.archive.match(opened, 'concept-name', seriesInstanceUid, { ConceptNameCodeSequence: concept });
      await this.archive.match(opened, 'template', seriesInstanceUid, {
        ContentTemplateSequence: [{ TemplateIdentifier: '1500' }],
      });
    }
  }

  async commit(o: { withUnknown?: boolean } = {}): Promise<void> {
    const { session } = this;
    await requestCommitment(session, session.case, this.archive.resultsOf(session.case), o);
  }

  async retrieveByWeb(): Promise<void> {
    const opened = this.session.case;
    for (const { seriesInstanceUid, sopInstanceUid } of this.archive.placesOf(opened).slice(0, 1))
      await this.archive.web.retrieve(opened, seriesInstanceUid, sopInstanceUid);
  }

  /** All right; one of two belongs to another study than the address names; none does. */
  async storeByWeb(): Promise<void> {
    const other = this.archive.open(['sr']);
    const strangers = this.archive.resultsOf(other);
    this.archive.replaceResults(other, []);
    const opened = this.archive.open(AIR_CARRIERS);
    const all = this.archive.resultsOf(opened);
    const [first, ...rest] = all as [StudyInstance, ...StudyInstance[]];
    const [stranger, another] = strangers as [StudyInstance, StudyInstance];
    const { studyInstanceUid } = opened.exam;
    await this.archive.web.store(opened, 'stow-all', rest, studyInstanceUid);
    await this.archive.web.store(opened, 'stow-some', [first, stranger], studyInstanceUid);
    await this.archive.web.store(opened, 'stow-none', [another], studyInstanceUid);
    await this.archive.list(opened, all.length);
  }

  async openInDisplay(): Promise<void> {
    await openInDisplay(this.session, this.session.case);
  }
}
