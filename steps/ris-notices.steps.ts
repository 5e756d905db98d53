import { When } from '@cucumber/cucumber';
import { NAMES, type Script } from '../runner/ris/names';
import type { WrongMessage } from '../runner/ris/wrong-messages';
import type { AirworthyWorld } from './world';

When('the AI platform sends its notice', async function (this: AirworthyWorld) {
  await this.session.ris.talk.notice(this.case);
});

When('the AI platform sends its notice of every exam', async function (this: AirworthyWorld) {
  for (const opened of this.session.openCases) await this.session.ris.talk.notice(opened);
});

When('the AI platform sends its notice of the second exam', async function (this: AirworthyWorld) {
  await this.session.ris.talk.notice(this.case);
});

When('the AI platform sends the notice of a first algorithm that finds nothing', async function (this: AirworthyWorld) {
  await this.session.ris.talk.nothingFound(this.case);
});

When('the AI platform sends the notice of a second algorithm', async function (this: AirworthyWorld) {
  await this.session.ris.talk.secondAlgorithm(this.case);
});

When('the AI platform sends the same message again', async function (this: AirworthyWorld) {
  await this.session.ris.talk.repeat();
});

When('the AI platform sends a notice with {int} abnormalities', async function (this: AirworthyWorld, count: number) {
  await this.session.ris.talk.manyAbnormalities(this.case, count);
});

When(
  'the AI platform sends a notice with a(n) {word} finding in {}',
  async function (this: AirworthyWorld, script: Script, characterSet: string) {
    await this.session.ris.talk.named(this.case, NAMES[script].finding, characterSet);
  },
);

When(/^the AI platform says that the analysis (failed|was not started)$/, async function (this: AirworthyWorld, cause) {
  await this.session.ris.talk.notAnalysed(this.case, cause === 'failed');
});

When(
  'the AI platform takes the alert back with OBX-11 = {word}',
  async function (this: AirworthyWorld, status: 'C' | 'D' | 'W') {
    await this.session.ris.talk.withdraw(this.case, status);
  },
);

When('the AI platform sends a wrong message: {word}', async function (this: AirworthyWorld, wrong: WrongMessage) {
  const [first = this.case, second = this.case] = this.session.openCases;
  await this.session.ris.talk.sendWrong(wrong, first, second);
});

When('the AI platform posts its findings as FHIR resources', async function (this: AirworthyWorld) {
  await this.session.ris.signals.postFindings(this.case);
});

When('the AI platform posts FHIR resources about an unknown order', async function (this: AirworthyWorld) {
  await this.session.ris.signals.postUnknown(this.case);
});

When('a Structured Report of it is on the PACS, and that is notified', async function (this: AirworthyWorld) {
  await this.session.ris.signals.publishReport(this.case);
});
