import { Given, When } from '@cucumber/cucumber';
import { awaitRecovery } from '../runner/harness/await-recovery';
import type { AirworthyWorld } from './world';

const LINKS = { PACS: 'ai-platform>pacs:dimse', RIS: 'ai-platform>ris:mllp' } as const;
type Peer = keyof typeof LINKS;

Given('the {word} cannot be reached by the AI platform', function (this: AirworthyWorld, peer: Peer) {
  this.lift = this.workflow.cutOff(LINKS[peer]);
});

Given('the {word} has become slow', function (this: AirworthyWorld, peer: Peer) {
  this.lift = this.workflow.slowDown(LINKS[peer]);
});

Given(
  'the RIS will refuse the next {int} messages with {word}',
  function (this: AirworthyWorld, times: number, ack: 'AE' | 'AR') {
    this.session.harness.ris.answerWith({ ack, times, text: 'Refused on purpose' });
  },
);

Given('the connection to the PACS will break while results are being stored', function (this: AirworthyWorld) {
  this.lift = this.workflow.breakDuringStorage(LINKS.PACS);
});

Given('the PACS will refuse the first result for lack of resources', async function (this: AirworthyWorld) {
  await this.workflow.troublePacs({ kind: 'refuse', status: 0xa700 });
});

Given('the PACS will take the first result with a warning', async function (this: AirworthyWorld) {
  await this.workflow.troublePacs({ kind: 'warn', status: 0xb000 });
});

Given('the PACS will lose the first result that it takes', async function (this: AirworthyWorld) {
  await this.workflow.troublePacs({ kind: 'lose' });
});

When('the AI platform has had time to store again what was lost', async function (this: AirworthyWorld) {
  await this.workflow.awaitStoredAgain(this.case);
});

When('the AI platform has tried the {word} in vain', async function (this: AirworthyWorld, peer: Peer) {
  await this.workflow.awaitRefusedAttempt(LINKS[peer], this.case);
});

When('the {word} can be reached again', function (this: AirworthyWorld, _peer: Peer) {
  this.lift();
});

When('the AI platform has had time to release its associations', async function (this: AirworthyWorld) {
  await this.workflow.awaitReleases(LINKS.PACS);
});

When('the AI platform has had time to recover', async function (this: AirworthyWorld) {
  await awaitRecovery(this.workflow, this.session, this.case);
  await this.workflow.settle();
});
