import { Given, When } from '@cucumber/cucumber';
import type { StudyKind } from '../model/exam';
import type { AirworthyWorld } from './world';

Given('a(n) {word} study has been ordered', async function (this: AirworthyWorld, kind: StudyKind) {
  await this.workflow.order(this.session.openCase(kind));
});

Given('every study that is {word} has been ordered', async function (this: AirworthyWorld, kind: StudyKind) {
  const sources = this.session.config.studies[kind] ?? [];
  for (const index of sources.keys()) await this.workflow.order(this.session.openCase(kind, index));
  // Where none was supplied, opening one says so.
  if (sources.length === 0) this.session.openCase(kind);
});

Given(
  'a(n) {word} study of a patient with a(n) {word} name has been ordered',
  async function (this: AirworthyWorld, kind: StudyKind, script: string) {
    await this.workflow.order(this.session.openNamed(kind, this.workflow.nameIn(script)));
  },
);

Given('a follow-up study of the same patient has been ordered', async function (this: AirworthyWorld) {
  await this.workflow.order(this.session.openFollowUp(this.case));
});

Given('the real abdominal CT has been ordered', async function (this: AirworthyWorld) {
  await this.workflow.order(this.session.openShipped('out-of-scope', 'real/ct-3slice'));
});

When('the exam is completed', async function (this: AirworthyWorld) {
  await this.workflow.acquire(this.case);
});

When('every exam is completed', async function (this: AirworthyWorld) {
  for (const opened of this.session.openCases) await this.workflow.acquire(opened);
});

When('the images are on the PACS, but the exam is not completed', async function (this: AirworthyWorld) {
  await this.workflow.acquire(this.case, { untilCompleted: false });
});

When('the RIS sends order status {word}', async function (this: AirworthyWorld, status: string) {
  await this.session.harness.ris.sendStatus(this.case.exam.accessionNumber, status);
});

When('the RIS completes the exam', async function (this: AirworthyWorld) {
  await this.session.harness.ris.complete(this.case.exam.accessionNumber);
});

When('the RIS sends the completion of the exam once more', async function (this: AirworthyWorld) {
  await this.session.harness.ris.sendStatus(this.case.exam.accessionNumber, 'CM');
});

When('the AI platform has had its time', async function (this: AirworthyWorld) {
  await this.workflow.finish(this.case);
});

When('the AI platform has had its time for every exam', async function (this: AirworthyWorld) {
  for (const opened of this.session.openCases) await this.workflow.awaitNotice(opened);
  await this.workflow.settle();
});

When('nothing more is expected for a while', async function (this: AirworthyWorld) {
  await this.workflow.quiet();
});
