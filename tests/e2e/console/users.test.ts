/// <reference lib="dom" />
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CSRF_HEADER, type Problem, type Session } from '../../../console/contract';
import { makeCertificates } from '../../../runner/demo/certificates';
import { violations } from '../../console/web/console-page';
import { addUser, chooseOnly, goTo, openConsole, type OpenConsole, startRun } from './console';
import { startPacs } from './pacs-product';

const LONG = { timeout: 1_800_000 };
const PASSWORD = 'correct horse battery staple';
/** Another address of this machine than the one that needs no users. */
const HOST = '127.0.0.2';

async function signIn(page: Page, name: string, password = PASSWORD): Promise<void> {
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** What the server says when a page of this session asks for what it does not offer. */
async function asks(page: Page, method: string, path: string, body: unknown): Promise<{ status: number } & Problem> {
  return page.evaluate(
    async ([header, how, where, what]) => {
      const { csrf = '' } = (await (await fetch('/api/session')).json()) as Session;
      const headers = { [header]: csrf, 'content-type': 'application/json' };
      const answer = await fetch(where, { method: how, headers, ...(how === 'GET' ? {} : { body: what }) });
      return { status: answer.status, ...((await answer.json()) as Problem) };
    },
    [CSRF_HEADER, method, path, JSON.stringify(body)] as const,
  );
}

// A console for several people: TLS, names and passwords, three roles, and two of them at the questions of one run.
describe('the console for others, with users', () => {
  let console: OpenConsole;
  let admin: Page;
  let operator: Page;
  let viewer: Page;
  let pacs: Awaited<ReturnType<typeof startPacs>>;
  let run = '';
  const person = async (name: string) => {
    const page = await console.newPerson();
    await page.goto(console.url);
    await signIn(page, name);
    await page.getByRole('navigation', { name: 'Main' }).waitFor();
    return page;
  };

  beforeAll(async () => {
    console = await openConsole({
      async args(dir) {
        const { certificate, key } = await makeCertificates(join(dir, 'tls'), [HOST]);
        addUser(dir, 'Ada Admin', 'admin', PASSWORD);
        return ['--host', HOST, '--tls-cert', certificate, '--tls-key', key];
      },
      context: { ignoreHTTPSErrors: true, permissions: ['clipboard-read', 'clipboard-write'] },
    });
    pacs = await startPacs(console.dir, join(console.dir, 'sut.yaml'));
    admin = console.page;
  });
  afterAll(async () => {
    await pacs.stop();
    await console.close();
  });

  it('lets nobody in with a wrong password, and an admin in by the page that is served by TLS', LONG, async () => {
    expect(console.url).toMatch(new RegExp(`^https://${HOST}:`));
    await signIn(admin, 'Ada Admin', 'not the password');
    await admin.getByText('Name or password are not right.').waitFor();
    expect(await violations(admin)).toEqual([]);
    await signIn(admin, 'Ada Admin');
    await admin.getByText('Ada Admin (admin)').waitFor();
    const [cookie] = await admin.context().cookies();
    expect(cookie).toMatchObject({ name: '__Host-airworthy', httpOnly: true, secure: true, sameSite: 'Strict' });
    expect(await admin.evaluate(() => document.cookie)).toBe('');
  });

  it('has users added, changed and removed by an admin', LONG, async () => {
    await goTo(admin, 'Admin');
    const add = async (name: string, role: RegExp, password: string) => {
      await admin.getByLabel('Name').fill(name);
      await admin.getByLabel('Role', { exact: true }).selectOption({ label: await labelOf(role) });
      await admin.getByLabel('Password', { exact: true }).fill(password);
      await admin.getByRole('button', { name: 'Add the user' }).click();
    };
    const labelOf = async (role: RegExp) =>
      (await admin.getByLabel('Role', { exact: true }).locator('option').allInnerTexts()).find((text) =>
        role.test(text),
      ) ?? '';
    const row = (name: string) => admin.getByRole('row', { name: new RegExp(name) });
    await add('Olu Operator', /^Operator/, PASSWORD);
    await row('Olu Operator').waitFor();
    await add('Vera Viewer', /^Operator/, PASSWORD);
    await row('Vera Viewer').waitFor();
    await admin.getByLabel('Role of Vera Viewer').selectOption('viewer');
    await expect.poll(() => admin.getByLabel('Role of Vera Viewer').inputValue()).toBe('viewer');
    await add('Olu Operator', /^Viewer/, PASSWORD);
    await admin.getByText('The user was not added').waitFor();
    await add('Gone Soon', /^Viewer/, 'a password for a short while');
    await row('Gone Soon')
      .getByRole('button', { name: /^New password/ })
      .click();
    await row('Gone Soon').getByLabel('New password', { exact: true }).fill('another one for a while');
    await row('Gone Soon').getByRole('button', { name: 'Change it' }).click();
    await row('Gone Soon')
      .getByRole('button', { name: /^Remove/ })
      .click();
    await row('Gone Soon').waitFor({ state: 'detached' });
    expect(
      await row('Ada Admin')
        .getByRole('button', { name: /^Remove/ })
        .count(),
    ).toBe(0);
    expect(await violations(admin)).toEqual([]);
    [operator, viewer] = [await person('Olu Operator'), await person('Vera Viewer')];
  });

  it('lets an operator describe a product and run it', LONG, async () => {
    const page = operator;
    await goTo(page, 'Products');
    await page.getByLabel('File to import').setInputFiles(join(console.dir, 'sut.yaml'));
    await page.getByRole('heading', { name: 'Reading Room 3' }).waitFor();
    await page.getByRole('link', { name: 'Run it' }).click();
    await chooseOnly(page, ['RCR-P1.1', 'RCR-P1.2', 'RCR-P1.4']);
    await page.getByLabel('Start even if the product does not connect back first').check();
    run = await startRun(page);
    await page.getByRole('link', { name: 'Read the report' }).waitFor();
  });

  it('keeps from each role what is above it, on the page and behind it', LONG, async () => {
    const [page, other] = [viewer, operator];
    await page.goto(run);
    await page.getByRole('link', { name: 'Read the report' }).click();
    await page.locator('.verdicts > li').first().waitFor();
    expect(await page.getByRole('button', { name: 'Make a pack' }).count()).toBe(0);
    await goTo(page, 'Run');
    await page.getByRole('table').waitFor();
    expect(await page.getByRole('link', { name: 'Start a run' }).count()).toBe(0);
    await goTo(page, 'Products');
    await page.getByText('You can look at products.').waitFor();
    expect(await asks(page, 'POST', '/api/runs', { what: 'demo', actor: 'pacs' })).toMatchObject({
      status: 403,
      error: 'This needs the role operator; yours is viewer.',
    });
    for (const somebody of [page, other]) {
      expect(await somebody.getByRole('link', { name: 'Admin', exact: true }).count()).toBe(0);
      expect(await asks(somebody, 'GET', '/api/audit', {})).toMatchObject({ status: 403 });
      await somebody.goto(`${console.url}/admin`);
      await somebody
        .getByText(/only for admins|needs the role admin/i)
        .first()
        .waitFor();
    }
    const command = { yaml: 'actor: pacs\npacs: { launcher: docker, image: evil }\n' };
    expect(await asks(other, 'POST', '/api/products', command)).toMatchObject({ status: 403 });
  });

  it('sends the study of a question to the product, and takes a pasted screenshot for the answer', LONG, async () => {
    const page = operator;
    await page.goto(run.replace('/runs/', '/attest/'));
    await page.getByRole('link', { name: 'The PACS displays Segmentation regions with their text' }).click();
    await page.getByRole('button', { name: 'Answer this question' }).click();
    const right = page.getByRole('img', { name: /How the product should show it/ });
    await expect.poll(() => right.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(100);
    await page.getByRole('button', { name: 'Send the study to the product' }).click();
    await page.getByText(/Open the study of .*accession number/).waitFor();
    expect(await violations(page)).toEqual([]);

    await page.evaluate(async () => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 200 });
      const png = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'));
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png as Blob })]);
    });
    await page.keyboard.press('Control+V');
    await page.getByText('320 × 200').waitFor();
    const shot = page.getByRole('img', { name: /^Screenshot/ });
    await expect.poll(() => shot.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
  });

  it('shows others who is on which question; they take another one of the same run', LONG, async () => {
    const page = admin;
    await page.goto(run.replace('/runs/', '/attest/'));
    await page.getByText('Taken by Olu Operator').waitFor();
    await page.getByRole('link', { name: 'The PACS displays Segmentation regions with their text' }).click();
    await page.getByText('Olu Operator is answering this question').waitFor();
    await page.getByRole('link', { name: 'All questions' }).click();
    await page.getByRole('link', { name: 'The PACS displays Structured Reports' }).click();
    await page.getByRole('button', { name: 'Answer this question' }).click();

    const answer = async (who: Page, words: string, role: string, yes: boolean) => {
      await who.getByRole('radio', { name: yes ? 'Yes, it does' : 'No, it does not' }).check();
      await who.getByLabel(/^Remarks/).fill(words);
      await who.getByLabel('Your role').fill(role);
      await who.getByRole('button', { name: 'Keep the answer' }).click();
    };
    await answer(page, 'Nothing of it is shown.', 'PACS manager', false);
    await answer(operator, 'Both regions, as in the picture.', 'Radiologist', true);
    await page.goto(run.replace('/runs/', '/attest/'));
    await page.getByText('2 questions answered').waitFor();
    expect(await page.locator('.lines li').allInnerTexts()).toEqual([
      expect.stringMatching(/RCR-P1\.1[\s\S]*answered by Olu Operator, Radiologist[\s\S]*Yes/),
      expect.stringMatching(/RCR-P1\.2[\s\S]*answered by Ada Admin, PACS manager[\s\S]*No/),
    ]);
    await page.getByText('Verdicts and reports are being made again').waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'The report' }).click();
    const verdict = (id: string) => page.locator('.verdicts > li', { hasText: `${id},` });
    expect(await verdict('RCR-P1.1').innerText()).toMatch(/Pass/);
    expect(await verdict('RCR-P1.2').innerText()).toMatch(/Fail/);
  });

  it('keeps who did what, for admins to read', LONG, async () => {
    const page = admin;
    await goTo(page, 'Admin');
    await page.getByRole('tab', { name: 'Audit log' }).click();
    const log = page.getByRole('table', { name: 'Newest first' });
    await log.getByText('users.add').first().waitFor();
    const rows = await log.getByRole('row').allInnerTexts();
    const older = page.getByRole('button', { name: 'Older' });
    while (await older.isVisible()) {
      const before = await log.innerText();
      await older.click();
      await expect.poll(() => log.innerText()).not.toBe(before);
      rows.push(...(await log.getByRole('row').allInnerTexts()));
    }
    const said = (who: string, action: string, how: string) =>
      rows.some((row) => row.includes(who) && row.includes(action) && row.includes(how));
    expect(said('Olu Operator', 'runs.start', 'Done')).toBe(true);
    expect(said('Vera Viewer', 'runs.start', 'Refused (403)'), rows.join('\n')).toBe(true);
    expect(said('Olu Operator', 'attest.answer', 'Done')).toBe(true);
    expect(said('nobody', 'session.signIn', 'Refused (401)')).toBe(true);
  });

  it('signs out, and lets nobody try passwords for long', LONG, async () => {
    const page = viewer;
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    for (let left = 12; left > 0; left -= 1) {
      await signIn(page, 'Vera Viewer', `guess ${left}`);
      await page.getByRole('alert').waitFor();
    }
    await page.getByText('That was tried too often.').waitFor();
    await page.getByText(/Wait .* and try again/).waitFor();
  });

  it('never said that anything else went wrong, and keeps no password anywhere', () => {
    const unasked = console.complaints.filter((line) => !/status of (401|403|409|429)/.test(line));
    expect(unasked).toEqual([]);
    expect(readFileSync(join(console.dir, 'data', 'console.sqlite')).includes(PASSWORD)).toBe(false);
  });
});
