import { When } from '@cucumber/cucumber';
import type { AirworthyWorld } from './world';

When('the AI platform is spoken to in the clear', async function (this: AirworthyWorld) {
  await this.session.probes.speakInTheClear();
});

When('the AI platform is offered withdrawn versions of TLS', async function (this: AirworthyWorld) {
  await this.session.probes.offerOldTls();
});

When('the declared retention has passed', async function (this: AirworthyWorld) {
  await this.session.probes.waitForRetention();
});

When('an independent reader has read the results', async function (this: AirworthyWorld) {
  await this.session.probes.readByOthers(this.case);
});

When('the AI platform is asked for the images', async function (this: AirworthyWorld) {
  await this.session.probes.askForImages(this.case);
});
