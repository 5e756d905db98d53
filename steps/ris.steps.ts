import { Given, When } from '@cucumber/cucumber';
import type { StudyKind } from '../model/exam';
import type { OrderDetail } from '../model/ris-access';
import { NAMES, type Script } from '../runner/ris/names';
import type { AirworthyWorld } from './world';

Given('a(n) {word} exam has been ordered at the RIS', async function (this: AirworthyWorld, kind: StudyKind) {
  await this.session.ris.order(kind);
});

Given('another {word} exam has been ordered at the RIS', async function (this: AirworthyWorld, kind: StudyKind) {
  await this.session.ris.order(kind);
});

Given('another exam of the same patient has been ordered at the RIS', async function (this: AirworthyWorld) {
  const { exam } = this.case;
  await this.session.ris.order(exam.kind, { patientOf: exam });
});

Given(
  'an exam of a patient whose name is {word} has been ordered in {}',
  async function (this: AirworthyWorld, script: Script, characterSet: string) {
    await this.session.ris.order('critical', { patientName: NAMES[script].patient, characterSet });
  },
);

Given(
  'two exams that differ in {word} have been ordered at the RIS',
  async function (this: AirworthyWorld, detail: OrderDetail) {
    const { ris } = this.session;
    for (const value of ris.access.orders.values[detail]) await ris.order('negative', { details: { [detail]: value } });
  },
);

When('the ordered exam is completed', async function (this: AirworthyWorld) {
  await this.session.ris.complete(this.case);
});

When('every ordered exam is completed', async function (this: AirworthyWorld) {
  for (const opened of this.session.openCases) await this.session.ris.complete(opened);
});

When('the first exam is completed some time before the second', async function (this: AirworthyWorld) {
  await this.session.ris.completeApart();
});

When('the RIS is restarted', async function (this: AirworthyWorld) {
  await this.session.ris.restart();
});

When('nothing happens for a while', async function (this: AirworthyWorld) {
  await this.workflow.quiet();
});

When('nothing comes from the AI platform', async function (this: AirworthyWorld) {
  await this.session.ris.letTimePass();
});

When('a report is issued on the exam', async function (this: AirworthyWorld) {
  await this.session.ris.issueReport(this.case);
});
