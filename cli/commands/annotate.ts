import { githubAnnotations } from '../../reports/github-annotations';
import { openRunFiles } from '../../runner/run-files';

/** `airworthy annotate RUN`: prints what a run found as GitHub workflow commands. */
export async function annotateCommand(dir: string): Promise<number> {
  process.stdout.write(githubAnnotations(openRunFiles(dir).record));
  return 0;
}
