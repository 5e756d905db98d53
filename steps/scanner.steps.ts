import { Given, When } from '@cucumber/cucumber';
import type { AirworthyWorld } from './world';

Given('an exam has been ordered for the scanner', async function (this: AirworthyWorld) {
  await this.session.acquisition.order(this.session.openOrder());
});

When('the exam is made on the scanner', async function (this: AirworthyWorld) {
  await this.session.acquisition.make(this.case);
});
