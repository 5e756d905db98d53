import { Given, When } from '@cucumber/cucumber';
import type { KnownStudy } from '../runner/ris/consumer/known-results';
import { type Claim, defineClaims } from './claims';
import type { AirworthyWorld } from './world';

const reads = (kind: string, ...fields: string[]): Record<string, unknown> => ({ kind, fields });

const CLAIMS: Claim[] = [
  ['the consumer queried for the results', 'ris/consumer-queries'],
  ['the consumer retrieved all four kinds of object', 'ris/consumer-takes-all-kinds'],
  [
    'measurements are read with name, value and unit',
    'ris/consumer-reads',
    reads('measurements', 'name', 'value', 'unit'),
  ],
  ['findings are read with their sites', 'ris/consumer-reads', reads('findings', 'finding', 'site')],
  [
    'measurements are read with their tracking identifiers',
    'ris/consumer-reads',
    reads('measurements', 'name', 'value', 'trackingId', 'trackingUid'),
  ],
  [
    'measurements are read with their algorithms',
    'ris/consumer-reads',
    reads('measurements', 'name', 'value', 'algorithm', 'version'),
  ],
  [
    'the algorithms are read with version and manufacturer',
    'ris/consumer-reads',
    reads('algorithms', 'name', 'version', 'manufacturer'),
  ],
  ['qualitative evaluations are read with their answers', 'ris/consumer-reads', reads('evaluations', 'name', 'value')],
  ['findings are read, and none that is absent', 'ris/consumer-reads', reads('findings', 'finding')],
  [
    'segments are read with their labels and tracking',
    'ris/consumer-reads',
    reads('segments', 'label', 'finding', 'trackingUid'),
  ],
  [
    'reports are read with their verification',
    'ris/consumer-reads',
    reads('reports', 'sopInstanceUid', 'verification'),
  ],
  [
    'what is known is read in spite of what is not',
    'ris/consumer-copes',
    reads('measurements', 'name', 'value', 'unit'),
  ],
];

// Reading takes its time, so these are not judged at the first look alone.
defineClaims(CLAIMS, ({ session }, check, params) => session.ris.consumer.judge(check, params));

Given('an exam with all its images has been ordered at the RIS', async function (this: AirworthyWorld) {
  await this.session.ris.order('critical', { wholeStudy: true });
});

When(/^results are on the PACS: (.+)$/, async function (this: AirworthyWorld, study: KnownStudy) {
  await this.session.ris.consumer.publish(this.case, study);
});

When('the consumer has had its time to read them', async function (this: AirworthyWorld) {
  await this.session.ris.consumer.letRead(this.case);
});
