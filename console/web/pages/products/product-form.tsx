import Form from '@rjsf/core/lib/components/Form.js';
import { useMemo } from 'react';
import type { ActorForm } from '../../../contract';
import { Notice } from '../../parts/notice';
import type { Draft } from './draft';
import { errorsOf, withWords } from './form-schema';
import { templates } from './form-templates';
import { widgets } from './form-widgets';
import { serverValidates } from './server-validates';

const UI = { 'ui:submitButtonOptions': { norender: true } };
/** The server knows what holds where nothing is given; the form adds nothing by itself. */
const NO_DEFAULTS = {
  emptyObjectFields: 'skipDefaults',
  allOf: 'skipDefaults',
  constAsDefaults: 'never',
  arrayMinItems: { populate: 'never' },
  requiredBooleanDefault: 'skip',
} as const;

/** The form made from the schema of sut.yaml. */
export function ProductForm({
  forms,
  draft,
  readonly,
}: {
  forms: readonly ActorForm[];
  draft: Draft;
  readonly: boolean;
}) {
  const actor = (draft.value as { actor?: unknown } | undefined)?.actor;
  const form = forms.find((each) => each.actor === actor) ?? forms[0];
  const schema = useMemo(() => form && withWords(form.schema, form.defaults), [form]);
  const errors = useMemo(() => errorsOf(draft.problems), [draft.problems]);
  if (!schema) return null;
  if (typeof draft.value !== 'object' || draft.value === null) {
    return (
      <Notice tone="bad" title="The text is not YAML, so it cannot be shown as a form">
        <p>Put it right under Text first. The problems are listed above.</p>
      </Notice>
    );
  }
  return (
    <Form
      schema={schema}
      uiSchema={UI}
      formData={draft.value}
      validator={serverValidates}
      templates={templates}
      widgets={widgets}
      idSeparator="."
      noValidate
      noHtml5Validate
      showErrorList={false}
      extraErrors={errors as never}
      experimental_defaultFormStateBehavior={NO_DEFAULTS}
      readonly={readonly}
      tagName="div"
      onChange={({ formData }, id) => {
        // Without an id it is the form that filled itself in, not a person.
        if (id !== undefined) draft.editValue(formData);
      }}
    />
  );
}
