import { join } from 'node:path';
import ts from 'typescript';

/** @typedef {{ type: string, from: string, value: unknown }} Literal a value, the name of its type, and the module that exports it */

/**
 * What the compiler says of each value as a literal of its type: it finds a field that is spelt wrong.
 * @param {Literal[]} literals
 * @returns {string[]}
 */
export function literalTypeErrors(literals) {
  const lines = literals.flatMap(({ type, from, value }, index) => [
    `import type { ${type.split('.')[0]} as T${index} } from '${from}';`,
    `export const m${index} = ${JSON.stringify(value, null, 1)} satisfies T${index}${type.slice(type.split('.')[0]?.length)};`,
  ]);
  const file = join(process.cwd(), 'literals.ts');
  /** @type {ts.CompilerOptions} */
  const options = {
    module: ts.ModuleKind.NodeNext,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    target: ts.ScriptTarget.ES2024,
  };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => name === file || fileExists.call(host, name);
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, lines.join('\n'), ts.ScriptTarget.ES2024)
      : getSourceFile.call(host, name, ...rest);
  const found = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'));
}
