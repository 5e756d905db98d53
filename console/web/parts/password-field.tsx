import { Field } from './field';

/** A password of somebody who signs in, or a new one, which must not be short. */
export function PasswordField({
  label,
  hint,
  value,
  onChange,
  isNew = false,
}: {
  label: string;
  hint?: string;
  value: string;
  onChange: (value: string) => void;
  isNew?: boolean;
}) {
  return (
    <Field label={label} hint={hint}>
      {(described) => (
        <input
          {...described}
          type="password"
          autoComplete={isNew ? 'new-password' : 'current-password'}
          {...(isNew ? { minLength: 12 } : {})}
          required
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
