// Builds the Allure site of a run: npm run report:allure -- RUN [OUT]   (OUT: reports/allure)
// Exit codes: 0 built, 2 no such run or no Allure results in it, 3 it cannot be built here.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function end(code, sentence) {
  (code === 0 ? process.stdout : process.stderr).write(`${sentence}\n`);
  process.exit(code);
}

const [run, out = join(root, 'reports', 'allure')] = process.argv.slice(2);
if (!run) end(2, 'Name the run folder: npm run report:allure -- reports/runs/<run>');
const results = join(resolve(run), 'allure-results');
if (!existsSync(run)) end(2, `There is no folder ${resolve(run)}. A run prints its folder at its end.`);
if (!existsSync(results) || !readdirSync(results).some((name) => name.endsWith('-result.json')))
  end(
    2,
    `${resolve(run)} holds no Allure results (allure-results/). Is it the folder of a run that began its scenarios?`,
  );

const java = spawnSync(process.env.JAVA_HOME ? join(process.env.JAVA_HOME, 'bin', 'java') : 'java', ['-version'], {
  stdio: 'ignore',
});
if (java.status !== 0)
  end(
    3,
    'The Allure site needs Java 8 or newer, and there is none here. Install it (Debian: apt-get install default-jre-headless), or read report.html of the run, which needs nothing.',
  );

const allure = join(dirname(createRequire(import.meta.url).resolve('allure-commandline/package.json')), 'dist', 'bin');
const program = join(allure, process.platform === 'win32' ? 'allure.bat' : 'allure');
if (!existsSync(program)) end(3, 'allure-commandline is not installed. Run "npm ci" first.');
const built = spawnSync(program, ['generate', results, '--clean', '--output', resolve(out)], {
  encoding: 'utf8',
  shell: process.platform === 'win32',
});
if (built.status !== 0)
  end(
    3,
    `Allure could not build the site: ${(built.stderr || built.stdout || String(built.error)).trim().split('\n')[0]}`,
  );
end(
  0,
  `The Allure site is in ${resolve(out)}. Look at it with: npx allure open ${resolve(out)} (browsers show it only from a web server).`,
);
