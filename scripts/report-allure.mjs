// Builds the Allure site of a run: npm run report:allure -- reports/runs/<run>
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';

const [run, out = 'reports/allure'] = process.argv.slice(2);
if (!run) {
  console.error('Name the run folder: npm run report:allure -- reports/runs/<run>');
  process.exit(2);
}
const results = join(resolve(run), 'allure-results');
if (!existsSync(results)) {
  console.error(`${results} is not there. Give the folder that "airworthy run" or "airworthy demo" printed.`);
  process.exit(2);
}
if (spawnSync('java', ['-version']).error) {
  console.error(
    'Allure needs Java, and there is none on PATH. Install a Java runtime (Debian: apt-get install default-jre-headless), or read report.html.',
  );
  process.exit(3);
}
const commandline = join(
  createRequire(import.meta.url).resolve('allure-commandline/package.json'),
  '..',
  'dist',
  'bin',
  'allure',
);
const built = spawnSync(commandline, ['generate', results, '--clean', '-o', resolve(out)], { stdio: 'inherit' });
if (built.status === 0) console.log(`Allure report: ${join(resolve(out), 'index.html')}`);
process.exit(built.status ?? 1);
