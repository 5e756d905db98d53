import { ACTOR_NAMES, type ActorName } from '../../../model/actors';
import { defaultsFor } from '../../../config/load';
import { sutSchema } from '../../../config/sut.schema';
import { templateOf } from '../../../config/templates';
import { ARCHIVE_DEFAULTS } from '../../../model/archive';
import { CONSUMER_DEFAULTS, RIS_DEFAULTS } from '../../../config/ris-defaults';
import { demoOf } from '../../../runner/demo/demo';
import { loadCatalogue } from '../../../requirements/load';
import type { ActorForm, RunSummary, SourceGroup } from '../../contract';
import type { Work } from '../worker/messages';

/** Sections of sut.yaml that only one actor has. */
const OWN_SECTIONS: Record<string, ActorName> = {
  archive: 'pacs',
  ris: 'ris',
  acquisition: 'scanner',
  algorithms: 'ai-platform',
};

/** The form of an actor, and what a demo of it tests. */
export interface FormAndReference {
  form: ActorForm;
  reference: Pick<RunSummary, 'vendor' | 'product' | 'version' | 'actor'>;
}

/** Everything that the forms of the console are made from. */
export const makeForms: Work<'forms'> = async () => {
  const catalogue = loadCatalogue();
  return Promise.all(
    ACTOR_NAMES.map(async (actor): Promise<FormAndReference> => {
      const demo = await demoOf(actor);
      const { vendor, product, version } = demo.config({ launcher: 'embedded' });
      const form: ActorForm = {
        actor,
        schema: schemaFor(actor),
        defaults: defaultsOf(actor),
        template: templateOf(actor),
        sources: sourcesFor(catalogue.filter(({ actors }) => actors.includes(actor))),
        mutants: demo.mutants.map(({ id, requirement, sentence }) => ({ id, requirement, sentence })),
      };
      return { form, reference: { vendor, product, version, actor } };
    }),
  );
};

/** The schema without the sections of other actors, and without what depends on the actor, which is given. */
export function schemaFor(actor: ActorName): Record<string, unknown> {
  const { if: _if, then, required, properties, ...rest } = sutSchema as typeof sutSchema & { required: string[] };
  const kept = Object.entries(properties).filter(([key]) => (OWN_SECTIONS[key] ?? actor) === actor);
  return {
    ...rest,
    properties: { ...Object.fromEntries(kept), actor: { const: actor } },
    required: actor === 'ai-platform' ? [...required, ...then.required] : required,
  };
}

function defaultsOf(actor: ActorName): Record<string, unknown> {
  const ris = { ...RIS_DEFAULTS, consumer: CONSUMER_DEFAULTS };
  const own = actor === 'pacs' ? { archive: ARCHIVE_DEFAULTS } : actor === 'ris' ? { ris } : {};
  return { ...defaultsFor({ actor }), ...own };
}

function sourcesFor(requirements: ReturnType<typeof loadCatalogue>): SourceGroup[] {
  const sources = [...new Set(requirements.map(({ source }) => source))];
  return sources.map((source) => {
    const mine = requirements.filter((requirement) => requirement.source === source);
    const groups = [...new Set(mine.map(({ group }) => group))].map((group) => ({
      group,
      requirements: mine
        .filter((requirement) => requirement.group === group)
        .map(({ id, title, method }) => ({ id, title, method })),
    }));
    return { source, prefix: `${(mine[0]?.id ?? '').split('-')[0] ?? ''}-`, groups };
  });
}
