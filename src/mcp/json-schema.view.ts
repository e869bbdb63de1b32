/** A schema of JSON (2020-12), as far as the tools use it. */
export type JsonSchema = {
  type: string | string[];
  description?: string;
  format?: string;
  enum?: (string | null)[];
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  items?: JsonSchema;
  properties?: Record<string, JsonSchema>;
  required?: string[];
  additionalProperties?: boolean;
};

/** Of arguments and answers: nothing but the named fields. */
export type ObjectSchema = JsonSchema & { type: 'object'; properties: Record<string, JsonSchema> };

const described = (description?: string) => (description === undefined ? {} : { description });

export const text = (description?: string): JsonSchema => ({ type: 'string', ...described(description) });
export const id = (description?: string): JsonSchema => ({
  type: 'string',
  format: 'uuid',
  ...described(description),
});
export const time = (description?: string): JsonSchema => ({
  type: 'string',
  format: 'date-time',
  ...described(description),
});
export const flag = (description?: string): JsonSchema => ({ type: 'boolean', ...described(description) });
export const whole = (minimum = 0, maximum?: number, description?: string): JsonSchema => ({
  type: 'integer',
  minimum,
  ...(maximum !== undefined && { maximum }),
  ...described(description),
});
export const oneOf = (words: readonly string[], description?: string): JsonSchema => ({
  type: 'string',
  enum: [...words],
  ...described(description),
});
export const list = (items: JsonSchema, description?: string): JsonSchema => ({
  type: 'array',
  items,
  ...described(description),
});

export const nullable = (schema: JsonSchema): JsonSchema => ({
  ...schema,
  type: [...[schema.type].flat(), 'null'],
});

/** All fields are there, but for those that are named. */
export function object(properties: Record<string, JsonSchema>, optional: readonly string[] = []): ObjectSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, ...(required.length && { required }), additionalProperties: false };
}
