import { useState, type FormEvent } from 'react';
import { Link, useSearchParams } from 'wouter';
import { ACTOR_NAMES, type ActorName } from '../../../../model/actors';
import type { StudyKind } from '../../../../model/exam';
import type { ActorForm, ProductSummary } from '../../../contract';
import { useRead } from '../../api/queries';
import { Loading } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Icon } from '../../parts/icon';
import { Notice, Problem } from '../../parts/notice';
import { Page } from '../../parts/page';
import { actorWord, count } from '../../parts/words';
import { onlyOf, ScopeChoice, type Scope } from './scope';
import { useStartRun } from './start-run';
import { StudyChoice } from './study-choice';
import './new-run.css';

export default function NewRunPage() {
  const { data: actors, error: noActors } = useRead('actors.list');
  const { data: products, error: noProducts } = useRead('products.list');
  const error = noActors ?? noProducts;
  return (
    <Page title="Start a run" lead="Say what to test. You can stop a run at any time and go on with it later.">
      {error && <Problem error={error} />}
      {!error && (!actors || !products) && <Loading what="what can be tested" />}
      {actors && products && <NewRun actors={actors} products={products} />}
    </Page>
  );
}

function NewRun({ actors, products }: { actors: readonly ActorForm[]; products: readonly ProductSummary[] }) {
  const [search] = useSearchParams();
  const asked = products.find(({ id }) => id === search.get('product'));
  const [what, setWhat] = useState<'demo' | 'product'>(asked ? 'product' : 'demo');
  const [demoActor, setDemoActor] = useState<ActorName>('ai-platform');
  const [mutant, setMutant] = useState('');
  const [productId, setProductId] = useState(asked?.id ?? products[0]?.id ?? '');
  const [scope, setScope] = useState<Scope>();
  const [studies, setStudies] = useState<Partial<Record<StudyKind, string[]>>>({});
  const [oneWay, setOneWay] = useState(false);
  const [nothingChosen, setNothingChosen] = useState(false);
  const { start, starting } = useStartRun();

  const product = products.find(({ id }) => id === productId);
  const form = actors.find(({ actor }) => actor === (what === 'demo' ? demoActor : product?.actor));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const only = onlyOf(scope, form?.sources ?? []);
    setNothingChosen(only?.length === 0);
    if (only?.length === 0) return;
    if (what === 'demo') start({ what, actor: demoActor, only, ...(mutant === '' ? {} : { mutant }) });
    else start({ what, product: productId, only, oneWay, ...(Object.keys(studies).length === 0 ? {} : { studies }) });
  };
  const changeActor = (actor: ActorName) => {
    setDemoActor(actor);
    setMutant('');
    setScope(undefined);
  };

  return (
    <form className="stack new-run" onSubmit={submit} noValidate>
      {starting.error && <Problem error={starting.error} title="The run did not start" />}
      <fieldset className="card stack close">
        <legend className="card-legend">What do you want to test?</legend>
        <label className="tick">
          <input type="radio" name="what" checked={what === 'demo'} onChange={() => setWhat('demo')} />
          The demo: our own reference product, nothing to set up
        </label>
        <label className="tick">
          <input type="radio" name="what" checked={what === 'product'} onChange={() => setWhat('product')} />A product
          that I have described
        </label>
        {what === 'demo' ? (
          <div className="stack inset">
            <fieldset>
              <legend>Kind of product</legend>
              <div className="row">
                {ACTOR_NAMES.map((actor) => (
                  <label key={actor} className="tick">
                    <input
                      type="radio"
                      name="actor"
                      checked={demoActor === actor}
                      onChange={() => changeActor(actor)}
                    />
                    {actorWord(actor)}
                  </label>
                ))}
              </div>
            </fieldset>
            <Field
              label="Fault"
              hint="The reference product can have one deliberate fault, to see how a fail is reported."
              required={false}
            >
              {(described) => (
                <select {...described} value={mutant} onChange={(event) => setMutant(event.target.value)}>
                  <option value="">None</option>
                  {form?.mutants.map(({ id, sentence }) => (
                    <option key={id} value={id}>
                      {sentence} ({id})
                    </option>
                  ))}
                </select>
              )}
            </Field>
          </div>
        ) : (
          <ProductChoice products={products} chosen={product} onChoose={setProductId} />
        )}
      </fieldset>
      <div className="card stack">
        {nothingChosen && (
          <Notice tone="bad" title="Choose at least one requirement" live>
            <p>Tick what should be tested, or choose everything that applies.</p>
          </Notice>
        )}
        <ScopeChoice sources={form?.sources ?? []} scope={scope} onChange={setScope} />
        {what === 'product' && (
          <>
            {form && form.actor !== 'scanner' && <StudyChoice chosen={studies} onChange={setStudies} />}
            <label className="tick">
              <input type="checkbox" checked={oneWay} onChange={(event) => setOneWay(event.target.checked)} />
              Start even if the product does not connect back first
            </label>
          </>
        )}
      </div>
      <div className="actions">
        <button
          className="button main"
          type="submit"
          disabled={starting.isPending || (what === 'product' && (!product || product.problems > 0))}
        >
          <Icon name="run" />
          {starting.isPending ? 'Starting' : 'Start the run'}
        </button>
      </div>
    </form>
  );
}

function ProductChoice({
  products,
  chosen,
  onChoose,
}: {
  products: readonly ProductSummary[];
  chosen?: ProductSummary;
  onChoose: (id: string) => void;
}) {
  if (products.length === 0) {
    return (
      <Notice title="No product has been described yet">
        <p>
          <Link href="/products">Describe a product</Link> first.
        </p>
      </Notice>
    );
  }
  return (
    <div className="stack inset">
      <Field label="Product">
        {(described) => (
          <select {...described} value={chosen?.id ?? ''} onChange={(event) => onChoose(event.target.value)}>
            {products.map(({ id, vendor, product, version, actor }) => (
              <option key={id} value={id}>
                {vendor} {product} {version} ({actorWord(actor)})
              </option>
            ))}
          </select>
        )}
      </Field>
      {chosen && chosen.problems > 0 && (
        <Notice tone="warning" title={`Its description has ${count(chosen.problems, 'problem')}`}>
          <p>
            <Link href={`/products/${encodeURIComponent(chosen.id)}`}>Put the description right</Link>, then start the
            run.
          </p>
        </Notice>
      )}
    </div>
  );
}
