import { When } from '@cucumber/cucumber';
import type { OrderDetail, RisField, RisSort } from '../model/ris-access';
import type { AirworthyWorld } from './world';

/** What is looked for, by the words of the scenarios. */
const FIELDS: Record<string, RisField[]> = {
  'missing AI results': ['aiMissing'],
  priority: ['priority'],
  findings: ['abnormalities'],
  'findings and names': ['abnormalities', 'patientName'],
  alerts: ['alert'],
};

When('the reporting worklist is watched for a while', async function (this: AirworthyWorld) {
  await this.session.ris.watchWorklist();
});

When('the reporting worklist is looked at', async function (this: AirworthyWorld) {
  await this.session.ris.lookAtWorklist('looked at', []);
});

When(/^the reporting worklist is looked at for (.+)$/, async function (this: AirworthyWorld, what: string) {
  await this.session.ris.lookAtWorklist('looked at', FIELDS[what] ?? []);
});

When(/^the exams are looked at for (.+)$/, async function (this: AirworthyWorld, what: string) {
  await this.session.ris.lookAtAll(FIELDS[what] ?? []);
});

When('the exam is looked at for its report', async function (this: AirworthyWorld) {
  await this.session.ris.lookAtReported(this.case, ['report']);
});

When('the exam is looked at for its report, findings and review', async function (this: AirworthyWorld) {
  await this.session.ris.lookAtReported(this.case, ['report', 'abnormalities', 'reviewNeeded']);
});

When('the reporting worklist is sorted by {word}', async function (this: AirworthyWorld, sort: RisSort) {
  await this.session.ris.lookSorted(sort);
});

When('the reporting worklist is filtered by what AI found in the first exam', async function (this: AirworthyWorld) {
  await this.session.ris.filterByFinding();
});

When(
  'the reporting worklist is filtered by the {word} of the first exam',
  async function (this: AirworthyWorld, detail: OrderDetail) {
    await this.session.ris.filterByDetails([detail]);
  },
);

When(
  'the reporting worklist is filtered by modality and referral location of the first exam',
  async function (this: AirworthyWorld) {
    await this.session.ris.filterByDetails(['modality', 'referralLocation']);
  },
);

When(
  /^the reporting worklist is filtered by completion (after|before) that time$/,
  async function (this: AirworthyWorld, bound) {
    await this.session.ris.filterByTime(bound === 'after' ? 'completedAfter' : 'completedBefore');
  },
);
