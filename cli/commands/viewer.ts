import { loadSutConfig } from '../../config/load';
import { displayStudies, studiesOfRun } from '../../runner/viewer/objects';
import { startReferenceViewer } from '../../runner/viewer/reference-viewer';
import { printable } from '../progress-view';
import { runAlone } from '../simulate/run-alone';

export interface ViewerFlags {
  config?: string;
  pacs: string;
  ohif?: string;
  study?: string[] | true;
  run?: string;
  port: string;
  verbose?: boolean;
}

const LAUNCHERS = ['auto', 'path', 'docker', 'apt'] as const;

/** `airworthy viewer`: OHIF on the DICOMweb of a PACS, until Ctrl-C. */
export async function viewerCommand(flags: ViewerFlags): Promise<number> {
  const launcher = LAUNCHERS.find((name) => name === flags.pacs);
  if (!launcher) throw new Error(`--pacs cannot be "${flags.pacs}". Allowed: ${LAUNCHERS.join(', ')}.`);
  if (!/^\d{1,5}$/.test(flags.port) || Number(flags.port) > 65535)
    throw new Error(`--port cannot be "${flags.port}". Give a number, 0 to 65535; 0 is any free port.`);
  const config = flags.config === undefined ? undefined : loadSutConfig(flags.config);
  const studies = [
    ...(flags.run === undefined ? [] : studiesOfRun(flags.run)),
    // A PACS that runs already is given nothing that was not asked for.
    ...(flags.study !== undefined || (flags.run === undefined && !config)
      ? displayStudies(flags.study === true ? undefined : flags.study)
      : []),
  ];
  return runAlone(
    {
      defaults: {},
      schema: {},
      async start(_options, { sink, log, notice, scratch }) {
        const viewer = await startReferenceViewer({
          config,
          launcher,
          ohif: flags.ohif,
          studies,
          port: Number(flags.port),
          storageDir: scratch(),
          sink,
          log,
          notice,
        });
        notice(`${viewer.description}: ${viewer.url}`);
        for (const { title, studyInstanceUid, lookFor } of studies) {
          notice(`${title}: ${viewer.studyUrl(studyInstanceUid)}`);
          for (const line of lookFor) notice(`  - ${printable(line)}`);
        }
        return { listeners: [], stop: () => viewer.stop() };
      },
    },
    {},
    flags.verbose === true,
  );
}
