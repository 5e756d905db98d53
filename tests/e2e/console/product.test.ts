/// <reference lib="dom" />
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { buildSyntheticStudy } from '../../../fixtures/studies';
import type { TlsFiles } from '../../../model/actors';
import type { SutConfig } from '../../../model/sut';
import { MllpClient } from '../../../protocols/mllp/client';
import { syntheticExam } from '../../kit/synthetic';
import { orderText } from '../../kit/ai-department';
import { makeCertificates } from '../../kit/certificates';
import { violations } from '../../console/web/console-page';
import { airworthy } from '../cli';
import { describePlatform, startPlatform, writeConfig } from '../platform';
import { chooseOnly, download, goTo, openConsole, type OpenConsole, startRun } from './console';

const LONG = { timeout: 1_800_000 };

/** Chooses a file behind a button that opens the browser's own dialogue. */
async function choose(page: Page, button: Locator, file: string): Promise<void> {
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), button.click()]);
  await chooser.setFiles(file);
}

const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true }).click();

// A product in a process of its own, behind TLS, from its description to the trend of two versions.
describe('the console, with a product that is somewhere else', () => {
  let console: OpenConsole;
  let page: Page;
  let tls: Required<Pick<TlsFiles, 'certificate' | 'key' | 'ca'>>;
  let config: SutConfig;
  let platform: Awaited<ReturnType<typeof startPlatform>>;
  let product = '';
  let firstRun = '';
  const file = (name: string) => join(console.dir, name);

  beforeAll(async () => {
    console = await openConsole();
    page = console.page;
    tls = makeCertificates(console.dir, 'links');
    const plain = await describePlatform(tls);
    config = {
      ...plain,
      vendor: 'Northern Imaging',
      product: 'Bleed Finder',
      version: '1.0',
      capabilities: { ...plain.capabilities, tls: { dimse: true, mllp: true, http: true } },
      timeouts: { ...plain.timeouts, settle: 0.2 },
    };
    writeConfig(file('product.yaml'), config);
    platform = await startPlatform(file('product.yaml'));
    const names = { certificate: 'links-cert.pem', key: 'links-key.pem', ca: 'links-ca.pem' };
    writeConfig(file('sut.yaml'), { ...config, tls: names });
  });
  afterAll(async () => {
    await platform.stop();
    await console.close();
  });

  it('imports a description, and takes the certificates that it names', LONG, async () => {
    await goTo(page, 'Products');
    await page.getByText('No product has been described yet').waitFor();
    await choose(page, page.getByRole('button', { name: 'Import a sut.yaml file' }), file('sut.yaml'));
    await page.getByRole('heading', { name: 'Bleed Finder 1.0' }).waitFor();
    product = page.url();
    await page.getByText(/3 problems in the description/).waitFor();

    await tab(page, 'Files');
    for (const path of Object.values(tls)) {
      await choose(page, page.getByRole('button', { name: 'Add a PEM file' }), path);
      await page.locator('.lines li', { hasText: path.split('/').at(-1) }).waitFor();
    }
    await page.getByText(/in the description/).waitFor({ state: 'detached' });
    expect(await page.locator('.lines li').allInnerTexts()).toEqual([
      expect.stringMatching(/links-ca\.pem\s+certificate/),
      expect.stringMatching(/links-cert\.pem\s+certificate/),
      expect.stringMatching(/links-key\.pem\s+private key/),
    ]);
    writeFileSync(file('no.pem'), 'no certificate');
    await choose(page, page.getByRole('button', { name: 'Add a PEM file' }), file('no.pem'));
    await page.getByText('holds neither a certificate nor a private key').waitFor();
    expect(await violations(page)).toEqual([]);
  });

  it('changes the description in the form, says what is wrong at its field, and exports it', LONG, async () => {
    await tab(page, 'Form');
    const notice = page.getByLabel(/For the notice that results are there/);
    await notice.fill('-1');
    await page.getByText('1 problem in the description').waitFor();
    expect(await notice.getAttribute('aria-invalid')).toBe('true');
    await notice.fill('60');
    await page.getByText(/in the description/).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Save' }).click();
    await page.locator('.save-bar').getByText('Saved').waitFor();
    const exported = await download(page, page.getByRole('link', { name: 'Export sut.yaml' }), file('exported.yaml'));
    const { timeouts, endpoints } = parse(readFileSync(exported, 'utf8')) as SutConfig;
    expect([timeouts.notice, endpoints]).toEqual([60, config.endpoints]);
  });

  it('checks the links in both directions, and says which of them works', LONG, async () => {
    await tab(page, 'Check links');
    await page.getByRole('button', { name: 'Check links' }).click();
    const { pacs, ris } = config.harness;
    await page.getByText(/^Now let the product connect to/).waitFor();
    // The product connects back by the hand of whoever sets it up: C-ECHO and a message.
    const { certificate, key, ca } = tls;
    const secured = ['+tls', key, certificate, '+cf', ca];
    execFileSync('echoscu', [...secured, '-aec', pacs.aeTitle, '127.0.0.1', String(pacs.dimsePort)]);
    const client = new MllpClient({ peer: { host: '127.0.0.1', port: ris.mllpPort, tls }, timeoutMs: 10_000 });
    await client.send(orderText(syntheticExam('ct-head-normal'), 'NW', ''));
    await client.close();
    await page.getByText('All links work.').waitFor();
    expect(await page.locator('.lines li').allInnerTexts()).toEqual(
      expect.arrayContaining([expect.stringMatching(/Works[\s\S]*reaches the pacs/i)]),
    );
    expect(await page.getByText('Does not work').count()).toBe(0);
    expect(await violations(page)).toEqual([]);
  });

  it('takes studies of ones own', LONG, async () => {
    const exam = syntheticExam('ct-head-normal');
    const { instances } = buildSyntheticStudy(exam.study, exam);
    const content = Object.fromEntries(instances.map(({ bytes }, at) => [`${at}.dcm`, new Uint8Array(bytes)]));
    writeFileSync(file('our heads.zip'), zipSync(content, { level: 0 }));
    await goTo(page, 'Products');
    const add = page.getByRole('button', { name: 'Add a zip file of studies' });
    await choose(page, add, file('our heads.zip'));
    await page.locator('.lines li', { hasText: `${instances.length} objects` }).waitFor();
    await choose(page, add, file('sut.yaml'));
    await page.getByText(/The zip file cannot be used/).waitFor();
  });

  it('runs the product with them; the run is stopped, and goes on later', LONG, async () => {
    await page.goto(product);
    await page.getByRole('link', { name: 'Run it' }).click();
    await chooseOnly(page, ['RCR-S1.1', 'RCR-S2.1', 'RCR-A3.1', 'RCR-5.2']);
    await page.getByText('Send other studies than the description names').click();
    const negative = page.getByRole('group', { name: 'Without a finding' });
    await negative.getByRole('checkbox', { name: /our heads\.zip/ }).check();
    await page.getByLabel('Start even if the product does not connect back first').check();
    const address = await startRun(page);

    await page.locator('.scenarios .badge', { hasText: 'Ran to its end' }).first().waitFor();
    await page.getByRole('button', { name: 'Stop the run' }).click();
    await page.getByRole('button', { name: 'Go on with the run' }).click();
    await page.getByRole('link', { name: 'Read the report' }).waitFor();
    expect(await page.locator('.course').innerText()).toMatch(/Finished[\s\S]*\d+ pass/);
    expect(
      await page.locator('.scenarios .badge.pass').allInnerTexts(),
      await page.locator('.scenarios').innerText(),
    ).toHaveLength(await page.locator('.scenarios li').count());
    firstRun = address;
    // The studies that were added here were sent.
    const lines = page.getByRole('listbox').getByRole('option', { name: /Scanner.*to.*PACS.*C-STORE CT/ });
    await page.getByRole('searchbox').fill('C-STORE CT');
    await lines.first().waitFor();
  });

  it('has the pack signed with a key that is given, and verified with its public half', LONG, async () => {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    writeFileSync(file('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    writeFileSync(file('pub.pem'), publicKey.export({ type: 'spki', format: 'pem' }));
    const other = generateKeyPairSync('ed25519').publicKey.export({ type: 'spki', format: 'pem' });
    writeFileSync(file('other.pem'), other);
    await page.getByRole('link', { name: 'Read the report' }).click();
    await page.getByRole('button', { name: 'Make a pack' }).click();
    const pack = page.locator('.pack').first();
    await pack.getByRole('button', { name: /^Sign/ }).click();
    await pack.getByLabel('Your private key (PEM file)').setInputFiles(file('key.pem'));
    await pack.getByRole('button', { name: 'Sign the pack' }).click();
    await pack.getByText(/signed here by/).waitFor();

    await pack.getByRole('button', { name: /^Verify/ }).click();
    const keys = pack.getByLabel(/^Public keys or certificates/);
    await keys.setInputFiles(file('other.pem'));
    await pack.getByRole('button', { name: 'Verify the pack' }).click();
    await pack.getByText('This pack does not hold what it claims').waitFor();
    await keys.setInputFiles(file('pub.pem'));
    await pack.getByRole('button', { name: 'Verify the pack' }).click();
    await pack.getByText('Everything that was checked holds').waitFor();
    const zip = await download(page, pack.getByRole('link', { name: /^Download/ }), file('signed.zip'));
    expect((await airworthy(['verify', zip, '--key', file('pub.pem')])).code).toBe(0);
  });

  it('says what a statement of conformity lacks', LONG, async () => {
    await page.getByText('Statement of conformity, for suppliers').click();
    await page.getByRole('button', { name: 'Make the statement' }).click();
    await page.getByText('The statement cannot be made yet').waitFor();
    expect(await page.getByText(/--only|not all|chosen|whole/i).count()).toBeGreaterThan(0);
  });

  it('shows what changed with the next version, which has a fault', LONG, async () => {
    await platform.stop();
    platform = await startPlatform(file('product.yaml'), 'mutant=scope-ignored');
    await page.goto(product);
    await page.getByLabel('Version', { exact: true }).first().fill('1.1');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'Bleed Finder 1.1' }).waitFor();
    await page.getByRole('link', { name: 'Run it' }).click();
    await chooseOnly(page, ['RCR-S2.1']);
    await page.getByLabel('Start even if the product does not connect back first').check();
    await startRun(page);
    await page.getByRole('link', { name: 'Read the report' }).waitFor();
    expect(await page.locator('.scenarios .badge.fail').count()).toBeGreaterThan(0);

    await goTo(page, 'Reports');
    await page.getByRole('link', { name: 'Trends' }).click();
    const runs = page.getByRole('table', { name: /Verdicts run by run/ }).getByRole('row');
    await runs.nth(2).waitFor();
    expect(await runs.allInnerTexts()).toEqual([
      expect.stringContaining('Share of verdicts'),
      expect.stringMatching(/^1\.0,/),
      expect.stringMatching(/^1\.1,/),
    ]);
    const change = page.locator('.lines li', { hasText: 'RCR-S2.1' });
    expect(await change.innerText()).toMatch(/Pass[\s\S]*Fail/);
    expect(await violations(page)).toEqual([]);
    await page.goto(firstRun);
    await page.getByRole('link', { name: 'Read the report' }).waitFor();
  });

  it('never said that anything else went wrong', () => {
    // Refusals that were asked for above are logged by the browser itself.
    const unasked = console.complaints.filter((line) => !/status of (415|422)/.test(line));
    expect(unasked).toEqual([]);
  });
});
