import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { maskSecrets } from '../../runner/mask-secrets';
import { airworthy, scratch } from '../e2e/cli';

const { dir, remove } = scratch();
afterAll(remove);

const SECRET = 'c0rrect-h0rse-battery';

it('keeps passwords, tokens and the paths of keys out of the run folder and the pack', async () => {
  const keys = join(dir, 'vault');
  mkdirSync(keys);
  const [key, certificate] = [join(keys, 'private-key.pem'), join(dir, 'cert.pem')];
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-newkey',
      'rsa:2048',
      '-nodes',
      '-keyout',
      key,
      '-out',
      certificate,
      '-subj',
      '/CN=x',
      '-days',
      '2',
    ],
    { stdio: 'ignore' },
  );
  const config = join(dir, 'sut.yaml');
  expect(await airworthy(['init', '--actor', 'ris', '--config', config])).toMatchObject({ code: 0 });
  const yaml = readFileSync(config, 'utf8')
    .replace(/\b(mllpPort|dimsePort|dicomWebPort): \d+/g, '$1: 0')
    .replace(/\bport: \d+/g, 'port: 1')
    .replace('    http: #', `    http: # `)
    .replace(
      'list: { url: /worklist,',
      `headers: { Authorization: 'Bearer ${SECRET}', X-Key: ${SECRET} }\n      list: { url: '/worklist?access_token=${SECRET}',`,
    )
    .replace(
      /^ {2}restart: .*$/m,
      `  restart: { by: command, command: 'curl -u admin:${SECRET} http://u:${SECRET}@127.0.0.1/restart?token=${SECRET}' }`,
    )
    .concat(`\ntls: { certificate: ${certificate}, key: ${key}, ca: ${certificate} }\n`);
  expect(yaml.split(SECRET)).toHaveLength(7);
  writeFileSync(config, yaml);
  const run = join(dir, 'run');
  // Nobody listens at these addresses: the record ends at the preflight, with the configuration in it.
  const { code, stdout, stderr } = await airworthy(['run', '--config', config, '--out', run]);
  expect(code, stdout + stderr).toBe(3);
  expect(await airworthy(['pack', run])).toMatchObject({ code: 0 });
  const files = [
    ...readdirSync(run, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
    `${run}.zip`,
  ];
  expect(files.length).toBeGreaterThan(4);
  for (const file of files) {
    const text = readFileSync(file, 'latin1');
    expect(text.includes(SECRET), file).toBe(false);
    expect(text.includes('vault'), file).toBe(false);
  }
  expect(readFileSync(join(run, 'plan.json'), 'utf8')).toContain('curl -u admin:(not recorded)');
});

it.each([
  ['mysql --password=abc -h x', 'mysql --password=(not recorded) -h x'],
  ['tool --token abc run', 'tool --token (not recorded) run'],
  ["curl -H 'Authorization: Bearer abcd.efg'", "curl -H 'Authorization: Bearer (not recorded)'"],
  ['https://a:b@host/x', 'https://a:(not recorded)@host/x'],
  ['systemctl restart ris', 'systemctl restart ris'],
])('masks credentials in %j', (command, masked) => {
  expect(maskSecrets(command)).toBe(masked);
});
