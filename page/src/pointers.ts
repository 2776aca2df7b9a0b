// JSON Pointers: the generic form of a rule, the records of lists.

/** A pointer with `*` for each index. */
export const generic = (pointer: string): string =>
  pointer.replace(/\/\d+(?=\/|$)/g, '/*');

export const parent = (pointer: string): string => pointer.slice(0, pointer.lastIndexOf('/'));

// A generic pointer in the records of another one: level1 of the row that a pointer to its level2 is in.
export function beside(pattern: string, pointer: string): string {
  const steps = pointer.split('/');
  return pattern
    .split('/')
    .map((step, at) => (step === '*' ? (steps[at] ?? step) : step))
    .join('/');
}

/** The index of the record of `list` that a pointer belongs to. */
export function recordOf(list: string, pointer: string): number | undefined {
  if (!pointer.startsWith(`${list}/`)) return undefined;
  const step = pointer.slice(list.length + 1).split('/')[0] ?? '';
  return /^\d+$/.test(step) ? Number(step) : undefined;
}
